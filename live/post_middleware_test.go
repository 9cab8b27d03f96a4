package live_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// Middleware may parse the form before the page. ParseForm alone does not read a multipart body.
func TestPost_ParsedByMiddleware(t *testing.T) {
	for name, parse := range map[string]func(*http.Request) error{
		"ParseForm":          (*http.Request).ParseForm,
		"ParseMultipartForm": func(r *http.Request) error { return r.ParseMultipartForm(1 << 20) },
	} {
		t.Run(name, func(t *testing.T) {
			var saved []Purchase
			srv := &live.Server{}
			b := newPlainBrowser(t, srv, func() live.View {
				return newPostView(func(_ *live.Socket, p Purchase) error { saved = append(saved, p); return nil })
			})
			router := srv.Handler
			srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = parse(r)
				router.ServeHTTP(w, r)
			})
			var body bytes.Buffer
			w := multipart.NewWriter(&body)
			_ = w.WriteField("live-event", purchaseEvent)
			_ = w.WriteField("name", "Ann")
			_ = w.Close()
			status, _ := b.read(b.client.Post(b.url, w.FormDataContentType(), &body))
			require.Equal(t, http.StatusOK, status)
			require.Equal(t, []Purchase{{Name: "Ann", Locked: true}}, saved)
		})
	}
}
