package live

import (
	"crypto/rand"
	"fmt"
	"net/http"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// processID distinguishes the sessions of this process from those of others in a common log.
var processID = rand.Text()[:6]

// Log implements session.Program.
func (p *program) Log() *pagelog.Page { return &p.log }

// LogAttrs implements pagelog.Subject. The ID of a session is not its secret.
func (p *program) LogAttrs() []any {
	attrs := []any{"path", p.path, "session", p.sessionName()}
	if p.host != nil {
		attrs = append(attrs, "nested", p.host.path())
	}
	if key := p.top.stickyKey(); key != "" {
		attrs = append(attrs, "sticky", key)
	}
	if p.root != nil {
		attrs = append([]any{"view", fmt.Sprintf("%T", p.root.view)}, attrs...)
	}
	return attrs
}

// sessionName identifies p in the log.
func (p *program) sessionName() string {
	name := fmt.Sprintf("%s-%d", processID, p.top.id)
	if p.host != nil {
		name += fmt.Sprintf(".%d", p.id)
	}
	return name
}

// LogClient implements pagelog.Subject.
func (p *program) LogClient() string { return p.top.clientKey }

// logAttrs returns the attributes that name a component in the log, besides those of its page, and
// args.
func (inst *instance) logAttrs(args ...any) []any {
	if inst.parent == nil {
		return args
	}
	return append(args, "component", fmt.Sprintf("%T", inst.view))
}

// warn writes a warning about a request to the log, unless the client has caused too many like it.
func (srv *Server) warn(r *http.Request, msg string, args ...any) {
	srv.logs.Warn(srv.clientKey(r), msg, append([]any{"path", r.URL.Path}, args...)...)
}

// warn is Server.warn for a join or resume.
func (h *handshake) warn(msg string, args ...any) {
	h.mu.Lock() // abandon runs on a goroutine of its own
	path := h.path
	h.mu.Unlock()
	h.srv.logs.Warn(h.clientKey, msg, append([]any{"path", path}, args...)...)
}

// read reads a message of a connection that has no session yet. A panic is logged and returned as an
// error.
func (srv *Server) read(conn *socket.Conn) (n uint64, msg wire.ClientMessage, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = pagelog.NewPanicError("panic", v)
			srv.logs.Error(nil, "live: reading a message panicked", err)
		}
	}()
	return conn.Read()
}
