/// oneDNN's C API, and the few functions of GCC's OpenMP runtime that Debian's oneDNN runs on.
///
/// `omp.h` belongs to gcc, not to the clang inside the Swift toolchain, so the functions are declared here.
#ifndef BEARING_CONEDNN_SHIM_H
#define BEARING_CONEDNN_SHIM_H

#include <oneapi/dnnl/dnnl.h>
#include <malloc.h>
#include <pthread.h>

/// Threads of the next parallel regions *of the calling thread*.
void omp_set_num_threads(int count);
/// Cores that this process may use.
int omp_get_num_procs(void);
/// Largest team that the calling thread's next parallel region would get.
int omp_get_max_threads(void);
/// This thread's number within its team, from 0.
int omp_get_thread_num(void);
/// Size of the team that this thread works in.
int omp_get_num_threads(void);
/// Runs `work(context)` once on each of `count` threads of the calling thread's own pool and waits for all.
/// This is what `#pragma omp parallel` compiles to.
void GOMP_parallel(void (*work)(void *), void *context, unsigned count, unsigned flags);

// The C library's own, which it shows to programs that ask for GNU extensions, and Swift does not.

/// The kernel's number of the calling thread.
pid_t gettid(void);
/// Names a thread, in at most 15 bytes.
int pthread_setname_np(pthread_t thread, const char *name);

#endif
