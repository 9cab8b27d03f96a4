package synthetic

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// ChangedCookies returns the cookies in the header of a response to r that make the browser send other
// cookies than it sent with r. A cookie whose lifetime is extended is not among them. If the header
// sets a cookie several times, the last one counts, as in browsers.
func ChangedCookies(r *http.Request, header http.Header) (changed []*http.Cookie) {
	type key struct{ name, domain, path string }
	last := map[key]int{} // indexes in all
	var all []*http.Cookie
	for _, line := range header["Set-Cookie"] {
		c := parseSetCookie(line)
		k := key{c.Name, strings.ToLower(c.Domain), c.Path}
		if i, ok := last[k]; ok {
			all[i] = c
			continue
		}
		last[k] = len(all)
		all = append(all, c)
	}
	for _, c := range all {
		if isChanged(r, c) {
			changed = append(changed, c)
		}
	}
	return changed
}

// isChanged reports whether the browser that sent r would send other cookies after it received c.
func isChanged(r *http.Request, c *http.Cookie) bool {
	if IsCleared(c) {
		return slices.ContainsFunc(sentPairs(r), func(pair string) bool { return strings.HasPrefix(pair, c.Name+"=") })
	}
	if len(c.Unparsed) > 0 {
		return !slices.Contains(sentPairs(r), c.Unparsed[0])
	}
	return !slices.ContainsFunc(r.CookiesNamed(c.Name), func(old *http.Cookie) bool { return old.Value == c.Value })
}

// IsCleared reports whether the browser deletes the cookie c.
func IsCleared(c *http.Cookie) bool {
	return c.MaxAge < 0 || c.MaxAge == 0 && !c.Expires.IsZero() && c.Expires.Before(time.Now())
}

// parseSetCookie parses the value of a Set-Cookie header. Browsers accept names and values that
// net/http rejects; such a cookie has "name=value" in Unparsed.
func parseSetCookie(line string) *http.Cookie {
	if c, err := http.ParseSetCookie(line); err == nil {
		return c
	}
	pair, attributes, _ := strings.Cut(line, ";")
	pair = strings.TrimSpace(pair)
	c, err := http.ParseSetCookie("x=;" + attributes) // only the attributes
	if err != nil {
		c = &http.Cookie{}
	}
	name, _, _ := strings.Cut(pair, "=")
	c.Name, c.Unparsed = strings.TrimSpace(name), []string{pair}
	return c
}

// sentPairs returns the cookies of r as "name=value".
func sentPairs(r *http.Request) (pairs []string) {
	for _, line := range r.Header["Cookie"] {
		for pair := range strings.SplitSeq(line, ";") {
			pairs = append(pairs, strings.TrimSpace(pair))
		}
	}
	return pairs
}
