package token

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// A Sealer encrypts values that a browser carries back to the server.
type Sealer struct {
	Purpose string // distinguishes the values of one use from those of others
	Browser []byte // identifies the browser that may carry the value back
}

const sealIDSize = 12 // of a nonce of AES-GCM

// Seal returns value encrypted with secret, valid until expires, and the random ID of the result. The result is
// base64url, so it may be part of a cookie or a URL.
func (s Sealer) Seal(secret, value []byte, expires time.Time) (sealed, id string) {
	raw := make([]byte, sealIDSize, sealIDSize+8+len(value)+16)
	_, _ = rand.Read(raw) // never fails
	plain := append(binary.BigEndian.AppendUint64(nil, uint64(expires.UnixMilli())), value...)
	raw = s.aead(secret).Seal(raw, raw, plain, s.Browser)
	return base64.RawURLEncoding.EncodeToString(raw), string(raw[:sealIDSize])
}

// Open returns the value and the ID of what Seal returned with one of secrets, for the same purpose and browser. It
// reports false if there is none, or if it has expired.
func (s Sealer) Open(secrets [][]byte, sealed string, now time.Time) (value []byte, id string, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(raw) < sealIDSize {
		return nil, "", false
	}
	for _, secret := range secrets {
		plain, err := s.aead(secret).Open(nil, raw[:sealIDSize], raw[sealIDSize:], s.Browser)
		if err != nil || len(plain) < 8 {
			continue
		}
		expires := time.UnixMilli(int64(binary.BigEndian.Uint64(plain)))
		return plain[8:], string(raw[:sealIDSize]), !now.After(expires)
	}
	return nil, "", false
}

// aead returns the cipher for secret and the purpose.
func (s Sealer) aead(secret []byte) cipher.AEAD {
	key, err := hkdf.Key(sha256.New, secret, nil, "lively "+s.Purpose, 32)
	if err != nil {
		panic(err) // the length is valid
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // as above
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // as above
	}
	return aead
}
