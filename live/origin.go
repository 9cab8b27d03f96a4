package live

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// An origin is the scheme, host and port of the page that sent a request.
type origin struct{ scheme, host, port string }

// parseOrigin parses the value of an Origin header, which has no user, path or query.
func parseOrigin(s string) (origin, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !strings.EqualFold(s, u.Scheme+"://"+u.Host) {
		return origin{}, fmt.Errorf("%q is not an origin such as https://example.com", s)
	}
	host, port, ok := splitHost(u.Host)
	if !ok || u.Scheme != "http" && u.Scheme != "https" {
		return origin{}, fmt.Errorf("%q is not an origin such as https://example.com", s)
	}
	return origin{u.Scheme, host, portOf(port, u.Scheme)}, nil
}

// String returns o as browsers send it.
func (o origin) String() string {
	host := o.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if o.port != portOf("", o.scheme) {
		host += ":" + o.port
	}
	return o.scheme + "://" + host
}

// portOf returns port, or the default port of scheme if port is "".
func portOf(port, scheme string) string {
	switch {
	case port != "":
		return port
	case scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// checkUpgrade returns an error if a page of another origin may have opened the WebSocket. A client
// that sends neither Origin nor Sec-Fetch-Site is not a browser.
func (srv *Server) checkUpgrade(r *http.Request) error {
	o, err := srv.checkOrigin(r)
	if err != nil || slices.Contains(srv.trustedOrigins, o) {
		return err
	}
	for _, site := range r.Header["Sec-Fetch-Site"] {
		if site != "same-origin" && site != "none" {
			return fmt.Errorf("Sec-Fetch-Site is %q", site)
		}
	}
	return nil
}

// checkUnsafe returns an error if a page of another origin may have sent the request and its method
// is unsafe. Sec-Fetch-Site decides alone where the browser sends it: the Origin of a page may be
// null because of its Referrer-Policy.
func (srv *Server) checkUnsafe(r *http.Request) error {
	if isSafe(r.Method) {
		return nil
	}
	if r.Header.Get("Sec-Fetch-Site") != "" {
		return srv.crossOrigin.Check(r)
	}
	_, err := srv.checkOrigin(r)
	return err
}

// checkOrigin returns the origin of r, which is zero if r has none. It returns an error unless the
// origin is that of the server or trusted.
func (srv *Server) checkOrigin(r *http.Request) (origin, error) {
	values := r.Header["Origin"]
	if len(values) > 1 {
		return origin{}, errors.New("several Origin headers")
	}
	if len(values) == 0 || values[0] == "" {
		return origin{}, nil
	}
	o, err := parseOrigin(values[0])
	if err != nil {
		return origin{}, err
	}
	host, port, ok := splitHost(r.Host)
	switch {
	case slices.Contains(srv.trustedOrigins, o):
		return o, nil
	case !ok || host != o.host || portOf(port, o.scheme) != o.port:
		return o, errors.New("the Origin is not that of the Host")
	case o.scheme == "http" && isHTTPS(r):
		return o, errors.New("the page was loaded over http, the server is at https")
	}
	return o, nil
}
