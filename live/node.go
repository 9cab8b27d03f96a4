package live

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// nodeTagSize is the length of a node's tag.
const nodeTagSize = 4

// nodeTag returns the tag of a node, with which its resume secrets and the IDs of its tokens begin. It
// is derived from the name, so that the name is not sent to browsers. A random tag differs from that
// of the next process; a server without a name and without a Secret has no other nodes.
func (srv *Server) nodeTag() string {
	name := srv.Node
	switch {
	case name != "":
	case srv.defaultNode != "":
		name = srv.defaultNode
	case len(srv.Secret) > 0:
		name = rand.Text()
	}
	sum := sha256.Sum256([]byte("lively node\x00" + name))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:nodeTagSize]
}
