package live

import (
	"errors"
	"fmt"

	"github.com/lively-go/lively/internal/target"
)

// A handover is what the handler of a submit has passed to SubmitForm.
type handover struct {
	prog *program
	to   string
}

// SubmitForm makes the browser submit the form itself, as one without a live view: by POST to path, with the data
// that the form has then and with the button that the user has pressed. Use it for what needs a response of
// HTTP, such as a login that sets a cookie: the handler of the form checks the data, and the handler of path, which
// is not one of a view, checks it again and responds with a redirect.
//
//	func (v *Login) submit(s *live.Socket, c Credentials) error { return s.SubmitForm("/login") }
//
// SubmitForm must be called by the handler of a submit; elsewhere it returns an error. It returns an error, too,
// unless path is an absolute path, as for [Socket.Navigate]. The form is submitted once, when the handler has
// returned nil; if it returns an error, the form is not submitted. The browser checks neither the validity again nor
// does it send another event. The page then counts as left, as described for Navigate. Of several calls, the last one
// counts.
//
// The request has the cookies and the origin of the page. The Server refuses one of another origin.
func (s *Socket) SubmitForm(path string) error {
	if err := s.misused("Socket.SubmitForm"); err != nil {
		return err
	}
	if !target.IsLocal(path) {
		return fmt.Errorf("live: SubmitForm to %q: not a path on this server", path)
	}
	p := s.inst.prog
	if !p.flashes.submit {
		return errors.New("live: SubmitForm: no submit is being handled; call it in the handler of OnForm, or of live.Submit")
	}
	p.document().handover.Store(&handover{p, path})
	return nil
}

// takeHandover returns the path that the handler of p has passed to SubmitForm, or "".
func (p *program) takeHandover() (to string) {
	shared := p.top.shared.Load()
	if shared == nil {
		return ""
	}
	if h := shared.handover.Load(); h != nil && h.prog == p && shared.handover.CompareAndSwap(h, nil) {
		return h.to
	}
	return ""
}
