package token

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

const (
	saltSize = 6
	tagSize  = 8
)

// NewUserTag returns a tag of the user for whom a page is rendered. It is readable in the page, and
// shows neither who the user is nor whether two pages belong to the same one. Without a key, a reader
// can only find out whether a guess is right.
func NewUserTag(key []byte, user string) string {
	salt := make([]byte, saltSize, saltSize+tagSize)
	_, _ = rand.Read(salt) // never fails
	return base64.RawURLEncoding.EncodeToString(append(salt, userHash(key, salt, user)...))
}

// IsUserTag reports whether tag was created for user with one of keys.
func IsUserTag(keys [][]byte, tag, user string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(tag)
	if err != nil || len(raw) != saltSize+tagSize {
		return false
	}
	for _, key := range keys {
		if hmac.Equal(raw[saltSize:], userHash(key, raw[:saltSize], user)) {
			return true
		}
	}
	return false
}

// userHash returns the part of a tag that depends on the user.
func userHash(key, salt []byte, user string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("lively user 1\x00"))
	mac.Write(salt)
	mac.Write([]byte(user))
	return mac.Sum(nil)[:tagSize]
}
