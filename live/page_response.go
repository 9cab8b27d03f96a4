package live

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// A pageResponse is what the views of a document have set of the response to the GET.
type pageResponse struct {
	status int // 0 means that of the page
	header http.Header
}

// SetStatus sets the status of the response to the GET, such as 404 for a page that lists similar products in place of
// the one that does not exist. The page is live with any status. In a view that is mounted later, and after the GET,
// SetStatus has no effect, and neither has it on a redirect, on the response to a POST with errors, and in a view of
// [Server.ErrorPage]. For the error page, Mount returns [ErrNotFound] or a [StatusError]. The last call counts.
//
// SetStatus panics if status is not 200 to 599, or is one that browsers do not show a document for: 204, 205 and 300 to
// 399.
func (s *Socket) SetStatus(status int) {
	if status < 200 || status > 599 || status == http.StatusNoContent || status == http.StatusResetContent || status/100 == 3 {
		panic(fmt.Sprintf("live: SetStatus(%d): browsers show no document with this status", status))
	}
	if s.misused("Socket.SetStatus") != nil {
		return
	}
	if res := s.inst.prog.response(); res != nil {
		res.status = status
	}
}

// Header returns the header of the response to the GET, to which a view may add fields, such as Link,
// Content-Language or Cache-Control. In a view that is mounted later, and after the GET, changes have no effect. The
// fields replace those that middleware has set before with the same name, and are not sent with a redirect.
//
// Fields about the body and the connection, such as Content-Type, and Location belong to the server, and Set-Cookie to
// middleware, because a page that is mounted again has no response: they are ignored and logged, and fail a test in
// package livetest. Zero for Cache-Control means "private, no-cache": a cache that serves one document to several
// browsers would mix up their pages. A response of [Server.ErrorPage] always has "no-store".
func (s *Socket) Header() http.Header {
	if s.misused("Socket.Header") != nil {
		return http.Header{}
	}
	res := s.inst.prog.response()
	if res == nil {
		return http.Header{}
	}
	if res.header == nil {
		res.header = http.Header{}
	}
	return res.header
}

// response returns the response to the GET that mounts p, or nil if p is mounted later or has joined.
func (p *program) response() *pageResponse {
	if p.live || p.joined {
		return nil
	}
	d := p.document()
	if d.response == nil {
		d.response = &pageResponse{}
	}
	return d.response
}

// reservedFields are the fields of the response that views cannot set.
var reservedFields = []string{
	"Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Trailer", "Connection", "Upgrade", "Location",
	"Set-Cookie",
}

// takeResponse adds the fields that the views of the document have set to h, and returns the status that they have set, or
// status if they have set none.
func (p *program) takeResponse(h http.Header, status int) int {
	shared := p.top.shared.Load()
	if shared == nil || shared.response == nil {
		return status
	}
	res := shared.response
	shared.response = nil
	for name, values := range res.header {
		if name = http.CanonicalHeaderKey(name); slices.Contains(reservedFields, name) {
			p.report(problem{Kind: problemSocket, Text: "Socket.Header cannot set " + name + "; set it in middleware"})
			continue
		}
		h[name] = values
	}
	if res.status != 0 {
		return res.status
	}
	return status
}

// forbidsStoring reports whether a response with this header may not be stored.
func forbidsStoring(h http.Header) bool {
	return strings.Contains(strings.ToLower(strings.Join(h["Cache-Control"], ",")), "no-store")
}

// setsStatus reports whether a view has set a status other than 200.
func (p *program) setsStatus() bool {
	shared := p.top.shared.Load()
	if shared == nil || shared.response == nil {
		return false
	}
	return shared.response.status != 0 && shared.response.status != http.StatusOK
}
