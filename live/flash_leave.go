package live

import (
	"github.com/lively-go/lively/internal/target"
	"github.com/lively-go/lively/internal/wire"
)

// departingFlashes returns a cookie with the messages that the running handler has shown, for the page at to, and
// removes them from this page. It returns "" if there are none, or if that page is not one of the server.
func (p *program) departingFlashes(to string) (cookie string) {
	if p.top.cookie == (cookieHash{}) || !target.IsLocal(to) {
		return "" // the browser stores no cookies, or the navigation is the response to a GET
	}
	var messages wire.Flashes
	for _, e := range p.ses.TakeEffects("flash", int(p.flashes.recent)) {
		_, args := e.Name()
		messages.Show(wire.DecodeFlash(args))
	}
	if c := p.srv.flashCookie(messages, p.browserAfterCookies(), p.top.secure); c != nil {
		return c.String()
	}
	return ""
}
