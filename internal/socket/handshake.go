package socket

import (
	"net/http"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A HandshakeError states why a request for a WebSocket cannot be upgraded.
type HandshakeError struct {
	Status  int         // of the response
	Header  http.Header // of the response
	Problem string      // for the log
}

var (
	errNotUpgrade = &HandshakeError{http.StatusUpgradeRequired,
		http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}},
		"the request is not an upgrade. The proxy must use HTTP/1.1 and pass the headers Upgrade and Connection " +
			"(nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade)"}

	errVersion = &HandshakeError{http.StatusUpgradeRequired,
		http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}, "Sec-Websocket-Version": {"13"}},
		"Sec-WebSocket-Version is not 13"}

	errNoProtocol = &HandshakeError{http.StatusBadRequest, nil,
		"it was requested at a page without the subprotocol " + wire.Protocol + ". The proxy must pass the header " +
			"Sec-WebSocket-Protocol"}

	errSplit = &HandshakeError{http.StatusBadRequest, nil,
		"the first of several headers Sec-WebSocket-Protocol does not contain " + wire.Protocol + ". The proxy must " +
			"pass them as one header"}
)

// CheckHandshake reports whether r requests a WebSocket of Lively, even if a proxy has removed some
// of its headers. err states why r cannot be upgraded, or is nil.
func CheckHandshake(r *http.Request) (requested bool, err *HandshakeError) {
	protocols := r.Header["Sec-Websocket-Protocol"]
	if offeredVersion(protocols) == "" {
		return false, nil
	}
	switch {
	// HTTP/1.0 has no upgrades, and HTTP/2 other ones.
	case r.Method != http.MethodGet, r.ProtoMajor != 1, r.ProtoMinor < 1, !isUpgrade(r):
		return true, errNotUpgrade
	case offeredVersion(protocols[:1]) == "": // gorilla reads only the first
		return true, errSplit
	case !hasToken(r.Header["Sec-Websocket-Version"], "13"):
		return true, errVersion
	}
	return true, nil
}

// CheckPageLoad returns an error if r, which CheckHandshake does not recognize, requests a WebSocket
// nevertheless, and not a page.
func CheckPageLoad(r *http.Request) *HandshakeError {
	switch {
	case isUpgrade(r):
		return errNoProtocol
	case r.Header.Get("Sec-Websocket-Key") != "" || r.Header.Get("Sec-Fetch-Mode") == "websocket":
		return errNotUpgrade
	}
	return nil
}

// isUpgrade reports whether r has the headers of an upgrade to a WebSocket.
func isUpgrade(r *http.Request) bool {
	return hasToken(r.Header["Connection"], "upgrade") && hasToken(r.Header["Upgrade"], "websocket")
}

// Version returns the subprotocol to choose for r, which CheckHandshake accepts: wire.Protocol or, if r does
// not offer that, another version, for a connection that can only be closed.
func Version(r *http.Request) string {
	first := r.Header["Sec-Websocket-Protocol"]
	first = first[:min(1, len(first))]
	if hasToken(first, wire.Protocol) {
		return wire.Protocol
	}
	return offeredVersion(first)
}

// offeredVersion returns the first version of Lively's subprotocol that the values of a header offer,
// or "".
func offeredVersion(values []string) string {
	name, _, _ := strings.Cut(wire.Protocol, ".")
	for _, value := range values {
		for token := range strings.SplitSeq(value, ",") {
			if token = strings.TrimSpace(token); strings.HasPrefix(token, name+".") {
				return token
			}
		}
	}
	return ""
}

// hasToken reports whether one of the values of a header, lists separated by commas, contains token,
// in any case.
func hasToken(values []string, token string) bool {
	for _, value := range values {
		for t := range strings.SplitSeq(value, ",") {
			if strings.EqualFold(strings.TrimSpace(t), token) {
				return true
			}
		}
	}
	return false
}
