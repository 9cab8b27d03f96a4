package live

import (
	"crypto/rand"
	"fmt"
	"net/http"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/socket"
)

// processID distinguishes the sessions of this process from those of others in a common log.
var processID = rand.Text()[:6]

// Log implements session.Program.
func (p *program) Log() *pagelog.Page { return &p.log }

// LogAttrs implements pagelog.Subject. The ID of a session is not its secret.
func (p *program) LogAttrs() []any {
	attrs := []any{"path", p.path, "session", fmt.Sprintf("%s-%d", processID, p.id)}
	if p.root != nil {
		attrs = append([]any{"view", fmt.Sprintf("%T", p.root.view)}, attrs...)
	}
	return attrs
}

// LogClient implements pagelog.Subject.
func (p *program) LogClient() string { return p.clientKey }

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

// recoverReader closes a connection without a session if reading from it has panicked. It must be
// deferred.
func (srv *Server) recoverReader(conn *socket.Conn) {
	if v := recover(); v != nil {
		conn.Abort()
		srv.logs.Error("live: reading a message panicked", pagelog.NewPanicError("panic", v))
	}
}
