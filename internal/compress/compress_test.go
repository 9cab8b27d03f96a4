package compress

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGzip(t *testing.T) {
	text := strings.Repeat("text ", 1000)
	compressed := Gzip([]byte(text))
	require.Less(t, len(compressed), len(text)/10)
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	require.NoError(t, err)
	all, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, text, string(all))
}

func TestAcceptsGzip(t *testing.T) {
	for header, expected := range map[string]bool{
		"": false, "gzip": true, "br, gzip": true, "deflate, GZIP;q=0.5": true, "gzip;q=0": false, "gzip; q=0.000": false,
		"br": false, "x-gzip2": false, "gzip;q=1.0, br;q=0": true,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", header)
		require.Equal(t, expected, AcceptsGzip(r), header)
	}
}
