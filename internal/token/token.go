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
	idSize   = 16
	bindSize = 16
	bodySize = idSize + 8 + bindSize
	size     = bodySize + 16
)

// A Binding is what a token is good for, beside its time.
type Binding struct {
	Path   string
	Cookie string // the browser's; "" binds to no browser and is never good
}

func (b Binding) sum() []byte {
	h := sha256.New()
	h.Write([]byte(b.Cookie))
	h.Write([]byte{0})
	h.Write([]byte(b.Path))
	return h.Sum(nil)[:bindSize]
}

// New returns a token, and the id under which the view is kept.
func New(secret []byte, b Binding, until time.Time) (token, id string) {
	body := make([]byte, idSize, size)
	_, _ = rand.Read(body) // never fails
	body = binary.BigEndian.AppendUint64(body, uint64(until.UnixMilli()))
	body = append(body, b.sum()...)
	body = append(body, sign(secret, body)...)
	return base64.RawURLEncoding.EncodeToString(body), string(body[:idSize])
}

// Open returns the id in a token. good is false when it has expired or belongs to another browser or path. The error is
// ErrForged.
func Open(secret []byte, token string, b Binding, now time.Time) (id string, good bool, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != size || !hmac.Equal(raw[bodySize:], sign(secret, raw[:bodySize])) {
		return "", false, ErrForged
	}
	until := time.UnixMilli(int64(binary.BigEndian.Uint64(raw[idSize:])))
	bound := subtle.ConstantTimeCompare(raw[idSize+8:bodySize], b.sum()) == 1
	return string(raw[:idSize]), bound && b.Cookie != "" && !now.After(until), nil
}

func sign(secret, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("lively token 1\x00"))
	mac.Write(body)
	return mac.Sum(nil)[:size-bodySize]
}
