// Package token makes and reads the token in a page: it adopts the view that rendered the page, once, for the browser and the
// path that the page was rendered for.
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

// ErrForged says that a token was not made with this secret.
var ErrForged = errors.New("token: forged")

const (
	idSize    = 16
	scopeSize = 16
	bodySize  = idSize + 8 + scopeSize
	size      = bodySize + 16
)

// A Binding is what a token is good for, beside its time.
type Scope struct {
	Path   string
	Cookie string // the browser's; "" binds to no browser and is never good
}

func (s Scope) hash() []byte {
	h := sha256.New()
	h.Write([]byte(s.Cookie))
	h.Write([]byte{0})
	h.Write([]byte(s.Path))
	return h.Sum(nil)[:scopeSize]
}

// New returns a token, and the id under which the view is kept.
func New(secret []byte, scope Scope, expires time.Time) (token, id string) {
	body := make([]byte, idSize, size)
	_, _ = rand.Read(body) // never fails
	body = binary.BigEndian.AppendUint64(body, uint64(expires.UnixMilli()))
	body = append(body, scope.hash()...)
	body = append(body, sign(secret, body)...)
	return base64.RawURLEncoding.EncodeToString(body), string(body[:idSize])
}

// Open returns the id in a token. good is false when it has expired or belongs to another browser or path. The error is
// ErrForged.
func Open(secret []byte, token string, scope Scope, now time.Time) (id string, valid bool, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != size || !hmac.Equal(raw[bodySize:], sign(secret, raw[:bodySize])) {
		return "", false, ErrForged
	}
	expires := time.UnixMilli(int64(binary.BigEndian.Uint64(raw[idSize:])))
	inScope := subtle.ConstantTimeCompare(raw[idSize+8:bodySize], scope.hash()) == 1
	return string(raw[:idSize]), inScope && scope.Cookie != "" && !now.After(expires), nil
}

func sign(secret, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("lively token 1\x00"))
	mac.Write(body)
	return mac.Sum(nil)[:size-bodySize]
}
