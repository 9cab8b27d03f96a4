package live

import (
	"net/http"
	"strconv"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// callFactory calls the factory of the page. It returns a panic as an error, except for
// http.ErrAbortHandler.
func (p *page) callFactory(r *http.Request) (view View, err error) {
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			panic(v)
		} else if v != nil {
			err = pagelog.NewPanicError("panic", v)
		}
	}()
	testhook.FromContext(r.Context()).CallFactory(func(r *http.Request) { view, err = p.factory(r) }, r)
	return view, err
}

// recoverProgram returns a panic of the application's code as an error. It ends p if the caller does
// not receive it, because the code called runtime.Goexit or panicked with http.ErrAbortHandler. It
// must be deferred.
func (p *program) recoverProgram(completed *bool, err *error) {
	if *completed {
		return
	}
	switch v := recover(); v {
	case nil:
		p.ses.End(wire.Lost)
	case http.ErrAbortHandler:
		p.ses.End(wire.Lost)
		panic(v)
	default:
		*err = p.located(pagelog.NewPanicError("panic", v))
	}
}

// recoverPage responds with an error page if the application's code has panicked or called
// runtime.Goexit before the request was answered. A panic with http.ErrAbortHandler continues. It
// must be deferred.
func (srv *Server) recoverPage(w http.ResponseWriter, r *http.Request, answered *bool) {
	if *answered {
		return
	}
	v := recover()
	if v == http.ErrAbortHandler {
		panic(v)
	}
	err := pagelog.NewPanicError("panic", v)
	if v != nil {
		srv.writeError(w, r, err)
		return
	}
	// net/http does not complete the response of a goroutine that ends.
	srv.logs.Error(r, "live: cannot render page", err, "path", r.URL.Path)
	res := srv.newErrorResponse(r, http.StatusInternalServerError, err)
	if res.location != "" {
		res.location, res.document = "", []byte(srv.errorPage(err))
	}
	if h := w.Header(); h.Get("Content-Encoding") == "" {
		h.Set("Content-Length", strconv.Itoa(len(res.document)))
		defer func() { _ = http.NewResponseController(w).Flush() }()
	}
	res.write(w, r)
}

// guard calls handle, which joins or resumes. If the application's code panics or calls
// runtime.Goexit, guard ends the session with a code that makes the client load the page again.
func (h *handshake) guard(handle func() bool) (opened bool) {
	completed := false
	defer func() {
		if completed {
			return
		}
		v := recover()
		h.srv.logs.Error(h.r, "live: cannot join or resume", pagelog.NewPanicError("panic", v), "path", h.path)
		h.reject(wire.NotLive)
	}()
	opened = handle()
	completed = true
	return opened
}
