// Package js embeds the browser client, which go generate builds from the TypeScript in src.
//
// # Page
//
// The client expects a page with this markup:
//
//	<meta name="live-token" content="…">
//	<script defer src="…/_live/live.<hash>.js"></script>
//	<div id="live-root">…</div>
//	<div id="live-flash"><div role="status" …></div><div role="alert" …></div></div>
//
// The first two elements are in the head. #live-flash is outside #live-root. On a page without #live-root
// the client does nothing.
//
// What a page rarely needs at first is in a module of its own: what the client shows, apart from the view, such as
// flash messages, the state of the connection and why a page has ended; the comparison of full HTML with the
// page; and when a lost connection is opened again. The client loads it when the page needs it, and otherwise
// when the page has joined and is idle. Its URL is that of the script, with .ui.js in place of .js. The client adds a
// script element for it, with the nonce of the script, and removes that again. Until the module is loaded,
// its work waits, in order. If it cannot be loaded, the client writes that to the console, and tries again
// every 5 seconds while the page needs it, and when the browser is online again. Without the module the root
// has its classes, except live-lost, and a lost connection is opened again within 5 seconds. Messages with full
// HTML wait, with those after them in their session, until the module is loaded. If it cannot be loaded and the
// user has entered nothing, the HTML replaces the content of the root instead.
//
// Other features have modules of their own: client commands .commands.js, rare bindings and lazy views .bindings.js,
// rows of forms .rows.js, hooks .hooks.js, links that keep the view .navigation.js, dialogs .dialogs.js, and streams
// .streams.js. A page with attributes for a feature loads its module when it is idle, or as soon as an update has
// inserted such an attribute. Clicks on elements with commands, on buttons of rows, and on links that keep the view,
// wait for their modules. Modules lists the attributes.
//
// .debug.js has the latency simulator and the log of messages. It is loaded when a script calls one of these, and
// by each further page of the tab until they are disabled.
//
// The module .ui.js contains the style sheet. Browsers without constructed style sheets load it from the URL of the
// script, with .css in place of .js.
//
// The client opens a WebSocket at the URL of the page and uses the protocol of docs/reference/protocol.md. It
// works under this Content-Security-Policy:
//
//	script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lively
//
// or, with a nonce attribute on the script, under script-src 'nonce-…' 'strict-dynamic'. Either needs
// connect-src 'self', too, if default-src does not allow it. The hash or the exact URL of the script does not
// allow the modules.
//
// # Classes and elements
//
// A style sheet can use:
//
//	.live-connected       the root, while connected
//	.live-loading         the root, while it joins or reconnects
//	.live-lost            the root as well, when the connection has been lost for a second
//	.live-error           the root, when the page has ended, or must be loaded again
//	.live-disconnected    the root, when a script has called liveSocket.disconnect
//	.live-click-loading   the clicked element, until the server has acknowledged the event;
//	                      likewise for submit, change, keydown, focus, blur and
//	                      hook
//	.live-dragging        a row of a form, while the user drags it
//	.live-drag-loading    the handle of a row, until the server has acknowledged where it was dropped
//	.live-flash-info      a flash message in #live-flash; likewise for error. Both have the text and
//	                      one or two buttons
//	#live-flash           the messages; in the innermost modal dialog while one is open
//	#live-bar             the progress bar, which shows while something takes longer than 120 ms
//	#live-pill            a text and a button: the connection is lost or back, or why the page cannot
//	                      be used although it stays readable
//	#live-card            the modal dialog that says why the page has ended. It has the class live-cover
//	                      while it hides the page because the user must log in
//
// The custom properties --live-accent, --live-surface, --live-text and --live-border set the colors of these
// elements. docs/howto/connection.md describes all states, and how to change the texts and the look.
//
// # Events
//
// A script can listen for these events, which are dispatched to window unless noted otherwise:
//
//	live:page-loading-start   the page connects or its URL changes; the detail has kind
//	                          ("initial", "patch" or "error") and to (the URL)
//	live:page-loading-stop    the end of that, with the same detail
//	live:connected            the page has joined or resumed; the detail has reason ("joined" or "resumed")
//	live:disconnected         the page is not connected any more, or could not connect at first; the detail
//	                          has reason, which is empty if the connection was lost
//	live:<name>               the server pushed an event; the detail is its value
//	live:reply                the server replied to an event; the detail is the value, and the
//	                          target is the element with the binding
//	live:copied               a command has copied a text to the clipboard; the detail is the text, and
//	                          the target is the element with the command
//	live:dev                  a mistake of the application, in development; the detail has kind, text and,
//	                          if known, quote. Or a command has found no element, in production, too; the
//	                          detail has command, target, el (the element with it) and, for a list, list
//	live:error                an event was not applied, or it is not known whether it was; the detail
//	                          has outcome, why and, if known, ref and el (the element with the binding)
//
// # Global
//
// The only global is window.liveSocket, with the property status, which is also the attribute live-status of the
// html element ("connecting", "connected", "reconnecting", "disconnected" or "error"), and with these methods:
//
//	connect()                    connect again after disconnect
//	disconnect(done)             close the connection, then call done if it is given
//	isConnected()                whether the page has joined and is connected
//	pushEvent(el, event, args)   send an event as if el had a binding of that name
//	enableLatencySim(options)    simulate a slow connection in this tab (docs/howto/connection.md)
//	disableLatencySim()          end that
//	enableDebug()                write messages to the console in this tab
//	disableDebug()               end that
//	hook(name, hook)             register a hook for elements with live-hook (docs/howto/hooks.md)
package js

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"sync"

	"github.com/lively-go/lively/internal/compress"
)

//go:generate go run -C ../tools ./jsbuild

// Client is the source of the client, to be served as text/javascript. Every page loads it.
//
//go:embed dist/live.js
var Client []byte

// Styles is the style sheet of what the client shows, to be served as text/css. The module ui contains it. Browsers
// without constructed style sheets load it from the URL of the script, with .css in place of .js.
//
//go:embed dist/live.css
var Styles []byte

// Dev is the source of the developer's module, which shows mistakes of the application in the page.
//
//go:embed dist/dev.js
var Dev []byte

// DevHash identifies the content of Dev, as Hash does that of Client.
var DevHash = hash(Dev)

// Hash identifies the content of Client, Styles and the modules by 8 hexadecimal digits. The client reads it from its
// own URL, whose last element must be live.<Hash>.js, and sends it to the server in its join.
var Hash = hash(slices.Concat([][]byte{Client, Styles}, sources(Modules))...)

// Gzip returns Client compressed by gzip. It compresses once; callers must not modify the result.
var Gzip = sync.OnceValue(func() []byte { return compress.Gzip(Client) })

func hash(parts ...[]byte) string {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return hex.EncodeToString(sum[:4])
}
