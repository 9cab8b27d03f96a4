// Package js embeds the browser client, which go generate builds from the TypeScript in src.
//
// # Page
//
// The client expects a page with this markup:
//
//	<meta name="live-token" content="…">
//	<script defer src="…/_live/live.<hash>.js"></script>
//	<div id="live-root">…</div>
//	<div id="live-flash" role="status" aria-live="polite"></div>
//
// The first two elements are in the head. #live-flash is outside #live-root. On a page without
// #live-root the client does nothing.
//
// The client opens a WebSocket at the URL of the page and uses the protocol of docs/reference/protocol.md. It
// works under this Content-Security-Policy:
//
//	script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lively
//
// or, with a nonce attribute on the script, under script-src 'nonce-…' 'strict-dynamic'. Either needs
// connect-src 'self', too, if default-src does not allow it.
//
// # Classes and elements
//
// A style sheet can use:
//
//	.live-connected       the root, while connected
//	.live-loading         the root, while it joins or reconnects
//	.live-error           the root, when the client has given up reconnecting, or was disconnected
//	.live-click-loading   the clicked element, until the server has acknowledged the event;
//	                      likewise for submit, change, keydown, focus and blur
//	.live-flash-info      a flash message in #live-flash; likewise for error
//	#live-bar             the progress bar, which shows while something takes longer than 120 ms
//	#live-retry           a notice with a button: the view crashes again and again, WebSockets cannot
//	                      be opened, or the page has ended and must be loaded again
//	#live-cover           the dialog that hides the page while the user must log in
//
// # Events
//
// A script can listen for these events, which are dispatched to window unless noted otherwise:
//
//	live:page-loading-start   the page connects or its address changes; the detail has kind
//	                          ("initial", "patch" or "error") and to (the URL)
//	live:page-loading-stop    the end of that, with the same detail
//	live:<name>               the server pushed an event; the detail is its value
//	live:reply                the server replied to an event; the detail is the value, and the
//	                          target is the element with the binding
//	live:dev                  a mistake of the application, in development; the detail has kind, text and,
//	                          if known, quote
//	live:error                an event was not applied, or it is not known whether it was; the detail
//	                          has outcome, why and, if known, el (the element with the binding)
//
// # Global
//
// The only global is window.liveSocket, with these methods:
//
//	connect()                    connect again after disconnect
//	disconnect(done)             close the connection, then call done if it is given
//	isConnected()                whether the page has joined and is connected
//	pushEvent(el, event, args)   send an event as if el had a binding of that name
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

// Client is the source of the client, to be served as text/javascript.
//
//go:embed dist/live.js
var Client []byte

// Dev is the source of the developer's module, which shows mistakes of the application in the page.
//
//go:embed dist/dev.js
var Dev []byte

// DevHash identifies the content of Dev, as Hash does that of Client.
var DevHash = hash(Dev)

// Hash identifies the content of Client by 8 hexadecimal digits. The client reads it from its own
// URL, whose last element must be live.<Hash>.js, and sends it to the server in its join.
var Hash = hash(Client)

// Gzip returns Client compressed by gzip. It compresses once; callers must not modify the result.
var Gzip = sync.OnceValue(func() []byte { return compress(Client) })

// compress returns data compressed by gzip at the highest level.
func compress(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(data)                                         // a bytes.Buffer never fails
	w.Close()
	return b.Bytes()
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}
