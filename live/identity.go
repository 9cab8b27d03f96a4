package live

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// identity returns the identity that Server.Identity gives to a request of a page, or "" if that is
// not set. It must be called by the handler of a Page, so that the middleware has run. It may panic.
func (srv *Server) identity(r *http.Request) string {
	if srv.Identity == nil {
		return ""
	}
	return boundID(srv.Identity(r))
}

// tryIdentity returns a panic of Server.Identity as an error.
func (srv *Server) tryIdentity(r *http.Request) (id string, err error) {
	defer recoverError(&err)
	return srv.identity(r), nil
}

// maxIDLength is the length of the longest identity that is kept verbatim.
const maxIDLength = 64

// boundID returns id or, if it is too long to be kept for each page, a hash of it. A hash is longer
// than maxIDLength, so that it never equals another id.
func boundID(id string) string {
	if len(id) <= maxIDLength {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}
