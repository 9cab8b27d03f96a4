package live

// Left is how many sessions, parked pages and programs a server has.
func Left(srv *Server) int {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return len(srv.sessions.All()) + srv.unadopted.Len() + srv.active
}
