// Package compress compresses what is served many times.
package compress

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// Gzip returns data compressed by gzip at the highest level.
func Gzip(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(data)                                         // a bytes.Buffer never fails
	w.Close()
	return b.Bytes()
}

// AcceptsGzip reports whether the client of r accepts a response that is compressed by gzip.
func AcceptsGzip(r *http.Request) bool {
	for item := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(item, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			weight, isWeight := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
			return !isWeight || strings.Trim(weight, "0.") != ""
		}
	}
	return false
}
