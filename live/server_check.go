package live

import (
	"errors"
	"fmt"
	"net/http"
)

// check parses the fields of srv that ServeHTTP panics for. It returns an error if one is invalid.
func (srv *Server) check() error {
	if err := checkPrefix(srv.Prefix); err != nil {
		return err
	}
	if srv.MaxMessageBytes != 0 && srv.MaxMessageBytes < minMessageBytes {
		return fmt.Errorf("live: Server.MaxMessageBytes is %d; set it to at least %d, or to 0 for the default", srv.MaxMessageBytes, minMessageBytes)
	}
	for _, old := range srv.OldSecrets {
		if len(old) == 0 {
			return errors.New("live: Server.OldSecrets contains an empty secret; remove it")
		}
	}
	for _, name := range srv.Cookies {
		if err := (&http.Cookie{Name: name}).Valid(); err != nil || isBrowserCookie(name) {
			return fmt.Errorf("live: Server.Cookies: %q is not a name that an application may use", name)
		}
	}
	for _, s := range srv.AllowedHosts {
		p, err := parseHostPattern(s)
		if err != nil {
			return err
		}
		srv.allowedHosts = append(srv.allowedHosts, p)
	}
	for _, s := range srv.TrustedOrigins {
		o, err := parseOrigin(s)
		if err == nil {
			err = srv.crossOrigin.AddTrustedOrigin(o.String())
		}
		if err != nil {
			return fmt.Errorf("live: Server.TrustedOrigins: %w", err)
		}
		srv.trustedOrigins = append(srv.trustedOrigins, o)
	}
	return nil
}
