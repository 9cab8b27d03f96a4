package live

// OpenCount returns the number of sessions, unadopted pages and mounted programs of a server.
func OpenCount(srv *Server) int {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return len(srv.sessions.All()) + srv.unadopted.Len() + srv.active +
		srv.places.Held() + srv.handshakes.Held() + srv.gets.Held()
}
