package live

// OpenCount returns the number of sessions, unadopted pages, mounted programs and handshakes of a server.
func OpenCount(srv *Server) int {
	srv.disconnects.mu.Lock()
	handshakes := srv.disconnects.handshakes.Len()
	srv.disconnects.mu.Unlock()
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return handshakes + len(srv.sessions.All()) + srv.unadopted.Len() + srv.active +
		srv.places.Held() + srv.handshakes.Held() + srv.gets.Held()
}

// CleanupCount returns the number of cleanups that the instance of s holds.
func CleanupCount(s *Socket) int { return len(s.inst.cleanups) }

// RecentDisconnects returns the number of Disconnects that a server remembers.
func RecentDisconnects(srv *Server) int {
	srv.disconnects.mu.Lock()
	defer srv.disconnects.mu.Unlock()
	return len(srv.disconnects.order)
}

// BusySessions returns the number of sessions of a server that are watched for slow handlers.
func BusySessions(srv *Server) int { return srv.options.Busy() }

// PlaceCount returns the number of sessions that count for Server.MaxSessions.
func PlaceCount(srv *Server) int { return srv.places.Held() }
