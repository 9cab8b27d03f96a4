package live

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// renderKey returns the key in the field that SubmitKey writes.
func renderKey[T any](t *testing.T, f *Form[T]) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, SubmitKey(f).Render(context.Background(), &b))
	key, ok := strings.CutPrefix(strings.TrimSuffix(b.String(), `">`), `<input type="hidden" name="live-submit-key" value="`)
	require.True(t, ok, b.String())
	require.True(t, isSubmitKey(key), key)
	return key
}

func TestSubmitKey_StaysUntilReset(t *testing.T) {
	var f, other Form[account]
	key := renderKey(t, &f)
	require.Equal(t, key, renderKey(t, &f))
	require.Equal(t, key, f.SubmitKey())
	require.NotEqual(t, key, other.SubmitKey(), "another tab")
	f.Reset()
	require.NotEqual(t, key, renderKey(t, &f))
}

// A submission has the key with which it was sent, also if the form was reset in the meantime. A change
// that was sent before the reset does not bring the old key back.
func TestSubmitKey_SentBeforeReset(t *testing.T) {
	var f Form[account]
	old := renderKey(t, &f)
	receive(t, &f, submit("email", "ann", submitKeyName, old))
	require.Equal(t, old, f.SubmitKey())
	f.Reset()
	key := renderKey(t, &f)
	receive(t, &f, change("email", "email", "bob", submitKeyName, old))
	require.Equal(t, key, renderKey(t, &f))
	require.Equal(t, key, f.SubmitKey())
	receive(t, &f, submit("email", "bob", submitKeyName, old))
	require.Equal(t, old, f.SubmitKey())
	require.Equal(t, key, renderKey(t, &f))
	receive(t, &f, submit("email", "bob", submitKeyName, key))
	require.Equal(t, key, f.SubmitKey())
}

// A view that was mounted for an older page takes over the key of that page.
func TestSubmitKey_Restored(t *testing.T) {
	old := rand.Text()
	var f Form[account]
	require.NotEqual(t, old, renderKey(t, &f))
	form := change("email", "email", "ann", submitKeyName, old)
	form.Kind = wire.Restore
	receive(t, &f, form)
	require.Equal(t, old, renderKey(t, &f))
	require.Equal(t, "ann", f.Value.Email)
}

// A key that no server has made is ignored.
func TestSubmitKey_Hostile(t *testing.T) {
	for name, key := range map[string]string{
		"empty": "", "short": "ABC", "long": strings.Repeat("A", 65), "huge": strings.Repeat("A", 1<<20), "lower case": strings.Repeat("a", 26),
		"NUL": strings.Repeat("\x00", 26), "markup": `"><script>alert(1)</script><i a="`, "other script": strings.Repeat("Ａ", 26),
	} {
		var f Form[account]
		own := renderKey(t, &f)
		for _, kind := range []wire.FormKind{wire.Change, wire.Restore, wire.Submit} {
			form := change("email", "email", "ann", submitKeyName, key)
			form.Kind = kind
			receive(t, &f, form)
			require.Equal(t, own, f.SubmitKey(), name)
			require.Equal(t, own, renderKey(t, &f), name)
		}
	}
}
