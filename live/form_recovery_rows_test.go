package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A form that is reported after the join has the rows of the HTML that the page shows by then. Rows that the view
// has added since stay.
func TestRecovery_RowsAddedAfterJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var v *shoppingView
		conn := serve(t, &live.Server{Handler: live.Page(func(*http.Request) live.View {
			v = newShoppingView("milk")
			return v
		})}, nil).browser().dialRaw("/")
		conn.write(string(wire.Join{URL: "/"}.Append(nil)))
		conn.readAll()
		row := v.form.Field("items[0].text").Name
		v.form.Value.Items = append(v.form.Value.Items, ShoppingItem{Text: "bread"})
		fields := wire.NewFields("title", "weekend", row, "cream")
		form := &wire.Form{Kind: wire.Restore, Source: "title", Data: fields}
		conn.write(string(wire.Event{URL: "live_test.ShoppingList", Form: form}.Append(nil)))
		conn.readAll()
		require.Equal(t, "weekend", v.form.Value.Title)
		require.Equal(t, "cream bread", v.texts())
	})
}
