// Package js holds the browser client, built from the TypeScript in src by go generate.
//
// The client expects a page with
//
//	<meta name="live-token" content="…">
//	<script defer src="…/_live/live.<hash>.js"></script>
//	<div id="live-root">…</div>
//	<div id="live-flash" role="status" aria-live="polite"></div>
//
// where the first two are in the head, and #live-flash is outside #live-root. It opens a websocket at the page's own
// path and speaks the protocol of docs/reference/protocol.md. It makes no other global than window.liveSocket, and runs under
// the policy
//
//	script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lively
//
// A style sheet may use
//
//	.live-connected       the root, while all is well
//	.live-loading         the root, while it joins or comes back after a loss
//	.live-error           the root, when it stays as it is and no connection comes back by itself
//	.live-click-loading   what was clicked, until the server has answered; so for submit, change, keydown, focus, blur
//	.live-flash-info      a message in #live-flash; so for error
//	#live-bar             the bar that shows while something takes longer than 120 ms
//	#live-retry           the offer to try again, after three crashes within a minute
//
// and a script may listen on window for live:page-loading-start and live:page-loading-stop (detail: kind and to),
// live:<name> (what the server pushed), live:reply (on the element whose event is answered) and live:error (detail:
// outcome, why, and the element if it is known).
package js

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"sync"
)

//go:generate go run -C ../tools ./jsbuild

// Client is the client, to be served as text/javascript.
//
//go:embed dist/live.js
var Client []byte

// Hash names the content of Client: 8 hexadecimal digits. The client reads it from its own address, whose last element
// must be live.<Hash>.js, and tells it to the server in its join.
var Hash = hash(Client)

// Gzip returns Client compressed, once for all callers, which must not change it.
var Gzip = sync.OnceValue(func() []byte { return compress(Client) })

// compress returns data as gzip at the highest level.
func compress(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(data)                                         // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}
