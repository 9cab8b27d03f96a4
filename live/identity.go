package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
	"unicode/utf8"
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
	defer func() {
		if err != nil {
			err = &locatedError{error: err, handler: "Identity"}
		}
	}()
	defer recoverError(&err)
	return srv.identity(r), nil
}

// maxIDLength is the length of the longest identity that is kept verbatim.
const maxIDLength = 64

// boundID returns id or, if it is too long to be kept for each page, or cannot be sent as JSON, a hash
// of it. A hash is longer than maxIDLength, so that it never equals another id.
func boundID(id string) string {
	if len(id) <= maxIDLength && utf8.ValidString(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// subscribeBus subscribes to Server.Bus before the first request, so that no page can miss a
// Disconnect. Each page tries again if that fails.
func (srv *Server) subscribeBus() {
	if srv.Bus == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), subscribeTimeout)
	defer cancel()
	if err := srv.disconnects.subscribe(ctx, srv.Bus, disconnectTopic(srv.Bus)); err != nil {
		srv.log().Error("live: cannot subscribe to Server.Bus", "err", err)
	}
}

// subscribeTimeout is how long the first request may wait for Server.Bus.
const subscribeTimeout = 5 * time.Second

// checkIdentity logs once that a page is served to a browser with cookies while Identity is not set.
func (srv *Server) checkIdentity(r *http.Request) {
	if srv.Identity != nil || !hasOtherCookies(r) {
		return
	}
	srv.loggedIdentity.Do(func() {
		srv.log().Warn("live: pages are served to browsers with cookies, and Server.Identity is not set. "+
			"If users log in, set it: otherwise a page that was open when the user of a browser changed may stay live for "+
			"the next user. The Server notices logins that its Handler makes, but none that middleware outside of it handles",
			"path", r.URL.Path)
	})
}
