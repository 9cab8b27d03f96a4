// Package token creates and verifies the join token of a page. A token claims the rendered view
// once, for the browser and the path that it was issued to. A Sealer encrypts what a browser carries: flash
// messages and cookies.
package token

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"
)

// ErrForged is returned by Open for a token that was not created with one of the secrets.
var ErrForged = errors.New("token: forged")

const (
	idSize    = 16
	scopeSize = 16
	bodySize  = idSize + 8 + scopeSize
	size      = bodySize + 16
)

// A Scope is the browser and the path that a token is valid for.
type Scope struct {
	Path   string
	Cookie string // identifies the browser; a token without one is never valid
	Node   string // with which the IDs of new tokens begin; ignored by Open
}

// hash returns the hash of the scope that a token contains.
func (s Scope) hash() []byte {
	h := sha256.New()
	h.Write([]byte(s.Cookie))
	h.Write([]byte{0})
	h.Write([]byte(s.Path))
	return h.Sum(nil)[:scopeSize]
}

// New returns a token that is valid until expires, and the random ID under which the caller stores
// the view.
func New(secret []byte, scope Scope, expires time.Time) (token, id string) {
	body := make([]byte, idSize, size)
	_, _ = rand.Read(body[copy(body, scope.Node):]) // never fails
	body = binary.BigEndian.AppendUint64(body, uint64(expires.UnixMilli()))
	body = append(body, scope.hash()...)
	body = append(body, sign(secret, body)...)
	return base64.RawURLEncoding.EncodeToString(body), string(body[:idSize])
}

// Open returns the ID in a token that was created with one of secrets. valid is false if the token
// has expired or belongs to another browser or path. The error is nil or ErrForged.
func Open(secrets [][]byte, token string, scope Scope, now time.Time) (id string, valid bool, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != size || !isSigned(secrets, raw) {
		return "", false, ErrForged
	}
	expires := time.UnixMilli(int64(binary.BigEndian.Uint64(raw[idSize:])))
	inScope := subtle.ConstantTimeCompare(raw[idSize+8:bodySize], scope.hash()) == 1
	return string(raw[:idSize]), inScope && scope.Cookie != "" && !now.After(expires), nil
}

// isSigned reports whether raw, which has the size of a token, is signed with one of secrets.
func isSigned(secrets [][]byte, raw []byte) bool {
	for _, secret := range secrets {
		if hmac.Equal(raw[bodySize:], sign(secret, raw[:bodySize])) {
			return true
		}
	}
	return false
}

// MayBeCurrent reports whether a token says that it has not expired. Its signature is not checked.
func MayBeCurrent(token string, now time.Time) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && len(raw) == size && now.UnixMilli() <= int64(binary.BigEndian.Uint64(raw[idSize:]))
}

// sign returns the signature of a token's body.
func sign(secret, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("lively token 1\x00"))
	mac.Write(body)
	return mac.Sum(nil)[:size-bodySize]
}
