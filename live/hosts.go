package live

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// A hostPattern is an entry of Server.AllowedHosts.
type hostPattern struct {
	host   string       // as splitHost returns it; begins with a dot if it stands for subdomains
	port   string       // "" means any
	prefix netip.Prefix // valid if the entry is a range of addresses
}

// parseHostPattern parses an entry of Server.AllowedHosts.
func parseHostPattern(s string) (hostPattern, error) {
	invalid := fmt.Errorf("live: Server.AllowedHosts: %q is not a host such as example.com, example.com:8080, "+
		"*.example.com, [::1] or 192.168.0.0/16", s)
	if strings.Contains(s, "/") {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			return hostPattern{}, invalid
		}
		return hostPattern{prefix: prefix.Masked()}, nil
	}
	name, isWildcard := strings.CutPrefix(s, "*.")
	host, port, ok := splitHost(name)
	if _, err := netip.ParseAddr(host); !ok || isWildcard && err == nil {
		return hostPattern{}, invalid
	}
	if isWildcard {
		host = "." + host
	}
	return hostPattern{host: host, port: port}, nil
}

// matches reports whether the pattern allows a host and port, as splitHost returns them.
func (p hostPattern) matches(host, port string) bool {
	if p.prefix.IsValid() {
		addr, err := netip.ParseAddr(host)
		return err == nil && p.prefix.Contains(addr)
	}
	isDefault := port == "" && (p.port == "80" || p.port == "443")
	if p.port != "" && p.port != port && !isDefault {
		return false
	}
	if strings.HasPrefix(p.host, ".") {
		return strings.HasSuffix(host, p.host) && len(host) > len(p.host)
	}
	return host == p.host
}

// allowsHost reports whether AllowedHosts contains the host of a request, its Host header.
func (srv *Server) allowsHost(hostport string) bool {
	if len(srv.allowedHosts) == 0 {
		return true
	}
	host, port, ok := splitHost(hostport)
	for _, p := range srv.allowedHosts {
		if ok && p.matches(host, port) {
			return true
		}
	}
	return false
}

// splitHost returns the host and the port, which may be "", of a Host header or of the host of a
// URL. The host is in lower case, without a dot at its end and without brackets.
func splitHost(hostport string) (host, port string, ok bool) {
	u, err := url.Parse("http://" + hostport)
	if err != nil || u.Host != hostport || u.User != nil || strings.HasSuffix(hostport, ":") {
		return "", "", false
	}
	host, port = strings.ToLower(u.Hostname()), u.Port()
	if addr, err := netip.ParseAddr(host); err == nil {
		isBracketed := strings.HasPrefix(hostport, "[")
		return addr.String(), port, isBracketed == addr.Is6() && addr.Zone() == ""
	}
	host = strings.TrimSuffix(host, ".")
	return host, port, isHostName(host)
}

// isHostName reports whether host consists of labels of letters, digits, hyphens and underscores.
// Browsers send other characters of a domain in that form (punycode).
func isHostName(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}
