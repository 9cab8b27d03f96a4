package wire

import "strconv"

// wrapped is the kind of a message that contains a message of a session other than session 0.
const wrapped = "@"

// AppendWrapped appends the message msg of a session. Messages of session 0, and those of the
// connection, are not wrapped.
func AppendWrapped(dst []byte, session uint64, msg []byte) []byte {
	if session == 0 {
		return append(dst, msg...)
	}
	dst = strconv.AppendUint(append(dst, `["@",`...), session, 10)
	return append(append(append(dst, ','), msg...), ']')
}

// unwrap reads the session and the message of a wrapped message.
func (s *scanner) unwrap() (session uint64, in scanner, err error) {
	session, in = s.number64(), s.array()
	if err := s.end(); err != nil {
		return 0, in, err
	}
	if session == 0 {
		return 0, in, ErrMalformed
	}
	return session, in, nil
}

// isOfConnection reports whether messages of the kind belong to the connection, and are never wrapped.
func isOfConnection(kind []byte) bool {
	switch string(kind) {
	case wrapped, "h", "a", "drain":
		return true
	}
	return false
}
