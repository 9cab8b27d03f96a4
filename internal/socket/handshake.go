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

	errProtocol = &HandshakeError{http.StatusBadRequest, nil,
		"the subprotocol is not " + wire.Protocol + ": the page was loaded from another version of the server"}
)

// CheckHandshake reports whether r requests a WebSocket of Lively, even if a proxy has removed some
// of its headers. err states why r cannot be upgraded, or is nil.
func CheckHandshake(r *http.Request) (requested bool, err *HandshakeError) {
	if !offersAnyVersion(r) {
		return false, nil
	}
	switch {
	// HTTP/1.0 has no upgrades, and HTTP/2 other ones.
	case r.Method != http.MethodGet, r.ProtoMajor != 1, r.ProtoMinor < 1, !isUpgrade(r):
		return true, errNotUpgrade
	case !hasToken(r.Header["Sec-Websocket-Protocol"][:1], wire.Protocol): // gorilla reads only the first
		return true, errProtocol
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

// offersAnyVersion reports whether r offers any version of Lively's subprotocol.
func offersAnyVersion(r *http.Request) bool {
	name, _, _ := strings.Cut(wire.Protocol, ".")
	for _, value := range r.Header["Sec-Websocket-Protocol"] {
		for token := range strings.SplitSeq(value, ",") {
			if strings.HasPrefix(strings.TrimSpace(token), name+".") {
				return true
			}
		}
	}
	return false
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
