package livetest

import (
	"net/http"
	"sync"
)

// documentStatuses records with which status the server has sent each document to a real browser. WebKit does not
// report it to the page.
type documentStatuses struct {
	mu    sync.Mutex
	byURL map[string]int // path and query
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
			d.byURL = map[string]int{}
		}
		d.byURL[r.URL.RequestURI()] = status
	}}
}

// of returns the status of the document that was last loaded from a path and query, or 0 if none was.
func (d *documentStatuses) of(url string) int {
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
