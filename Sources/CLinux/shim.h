// Calls of Linux that the C library declares only for those who define _GNU_SOURCE.
#pragma once

#include <stddef.h>
#include <sys/types.h>

// The mask has a bit for each core; `size` is in bytes. 0 stands for the calling thread.
int sched_getaffinity(pid_t thread, size_t size, void *mask);
int sched_setaffinity(pid_t thread, size_t size, const void *mask);
