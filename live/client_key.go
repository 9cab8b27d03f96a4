package live

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// clientKey returns the key that identifies the client of r, or a hash of it if it is long: pages keep
// the key. It does not share memory with r.
func (srv *Server) clientKey(r *http.Request) string {
	key := r.RemoteAddr
	if srv.ClientKey != nil {
		key = srv.ClientKey(r)
	} else if host, _, err := net.SplitHostPort(key); err == nil {
		key = host
	}
	return strings.Clone(boundID(clientOf(key)))
}

// clientOf returns the client of an address. For an IPv6 address, that is its /64 network: a provider
// assigns a whole network to each customer. Other keys are unchanged.
func clientOf(key string) string {
	addr, err := netip.ParseAddr(key)
	if err != nil {
		return key
	}
	addr = addr.WithZone("").Unmap()
	if addr.Is4() {
		return addr.String()
	}
	network, _ := addr.Prefix(64) // never fails for an IPv6 address
	return network.String()
}

// LastForwardedFor returns the last address in the X-Forwarded-For headers of r, or the host of
// RemoteAddr if there is none. It is for [Server.ClientKey] behind one proxy that sets this header to
// the address of its client, or appends the address: a client can send the earlier entries itself.
// Without such a proxy, clients can choose their key.
func LastForwardedFor(r *http.Request) string {
	var last string
	if values := r.Header.Values("X-Forwarded-For"); len(values) > 0 {
		last = values[len(values)-1]
	}
	last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	if host, _, err := net.SplitHostPort(last); err == nil { // some proxies add the port
		last = host
	}
	last = strings.TrimSuffix(strings.TrimPrefix(last, "["), "]")
	if last != "" {
		return last
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}
