import CMicroHTTPD
func f() { print(String(cString: MHD_get_version())) }
