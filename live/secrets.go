package live

import (
	"crypto/rand"
	"net/http"

	"github.com/lively-go/lively/internal/token"
)

// secrets are the keys of a Server.
type secrets struct {
	verify   [][]byte // for tokens: Server.Secret, which signs them, and the old ones
	userTag  []byte   // key of user tags; nil if Server.Secret was not set: tags then remain valid after a restart
	userTags [][]byte // userTag and the old ones
}

// newSecrets returns the keys for the fields of srv. It sets Secret if that is empty.
func (srv *Server) newSecrets() secrets {
	s := secrets{userTag: srv.Secret}
	if len(srv.Secret) == 0 {
		srv.Secret = []byte(rand.Text())
		srv.log().Info("live: Server.Secret is empty; using a random secret for this process")
	}
	s.verify = append([][]byte{srv.Secret}, srv.OldSecrets...)
	s.userTags = append([][]byte{s.userTag}, srv.OldSecrets...)
	return s
}

// newUserTag returns the tag of a page that is rendered for the user with an identity, in the browser
// with a cookie. Without Server.Identity, the cookie stands for the user. The tag is "" if nothing
// distinguishes users: such a page counts as every user's.
func (srv *Server) newUserTag(identity, cookie string) string {
	user, ok := srv.taggedUser(identity, cookie)
	if !ok {
		return ""
	}
	return token.NewUserTag(srv.secrets.userTag, user)
}

// isUserTag reports whether the tag of a page is that of the user with an identity, in the browser
// with a cookie, as far as that is known.
func (srv *Server) isUserTag(tag, identity, cookie string) bool {
	user, ok := srv.taggedUser(identity, cookie)
	return !ok || token.IsUserTag(srv.secrets.userTags, tag, user)
}

// taggedCookie returns the cookie for the tag of a page that is served to r. A browser without any
// cookie is not logged in. The cookie of such a response does not count, because that of another tab
// may replace it.
func taggedCookie(r *http.Request, cookie string) string {
	if r.Header.Get("Cookie") == "" {
		return ""
	}
	return cookie
}

// taggedUser returns what a tag is made from. It reports false if nothing distinguishes users.
func (srv *Server) taggedUser(identity, cookie string) (user string, ok bool) {
	if srv.Identity != nil {
		return "identity:" + identity, true
	}
	return "cookie:" + cookie, cookie != ""
}
