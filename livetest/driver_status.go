package livetest

import (
	"net/http"
	"sync"
)

// documentStatuses records with which status and header the server has sent each document to a real browser. WebKit does
// not report the status to the page, and no browser the header.
type documentStatuses struct {
	mu    sync.Mutex
	byURL map[string]documentStatus // path and query
}

type documentStatus struct {
	status int
	header http.Header
}

// observe returns the writer for the response to r. It is w unless a browser loads a document.
func (d *documentStatuses) observe(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	if r.Header.Get("Sec-Fetch-Dest") != "document" {
		return w
	}
	return &statusObserver{ResponseWriter: w, record: func(status int) {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.byURL == nil {
			d.byURL = map[string]documentStatus{}
		}
		d.byURL[r.URL.RequestURI()] = documentStatus{status, w.Header().Clone()}
	}}
}

// of returns the status and header of the document that was last loaded from a path and query, or zero if none was.
func (d *documentStatuses) of(url string) documentStatus {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.byURL[url]
}

// A statusObserver records the status of a response.
type statusObserver struct {
	http.ResponseWriter
	record func(int)
	isSent bool
}

// Unwrap is for http.ResponseController.
func (o *statusObserver) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *statusObserver) WriteHeader(status int) {
	if !o.isSent && status >= http.StatusOK { // others precede the response
		o.isSent = true
		o.record(status)
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *statusObserver) Write(p []byte) (int, error) {
	o.begin()
	return o.ResponseWriter.Write(p)
}

func (o *statusObserver) Flush() {
	o.begin()
	_ = http.NewResponseController(o.ResponseWriter).Flush()
}

// begin records the status that a response has if the handler does not set one.
func (o *statusObserver) begin() {
	if !o.isSent {
		o.isSent = true
		o.record(http.StatusOK)
	}
}
