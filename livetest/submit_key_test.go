package livetest_test

import (
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

type purchase struct{ Item string }

// orderPage is a page with a form that orders once per key.
type orderPage struct {
	form   live.Form[purchase]
	orders map[string]string // items by key
}

func (v *orderPage) Events() live.Events { return live.Events{live.OnForm(&v.form, v.save)} }

func (v *orderPage) save(_ *live.Socket, p purchase) error {
	key := v.form.SubmitKey()
	if _, ok := v.orders[key]; ok {
		return live.Errors{"": "ordered already"}
	}
	v.orders[key] = p.Item
	v.form.Reset()
	return nil
}

func (v *orderPage) Render() templ.Component { return renderOrder(v) }

func renderOrder(v *orderPage) templ.Component {
	return templ.Join(
		templ.Raw(`<form id="f" live-change="livetest_test.purchase" live-submit="livetest_test.purchase">`), live.SubmitKey(&v.form),
		templ.Raw(`<input name="item" value="`+v.form.Field("item").Value+`"><button>Order</button><p>`+v.form.Field("").Error+`</p></form>`),
	)
}

// The key changes with Reset. A page that is mounted again keeps the key of its form, so that a
// submission whose answer was lost is recognized.
func TestSubmitKey(t *testing.T) {
	orders := map[string]string{}
	p := livetest.Mount(t, func() live.View { return &orderPage{orders: orders} })
	key := func() string { return p.Attr("[name=live-submit-key]", "value") }
	first := key()
	p.Form("#f").Fill("item", "tea")
	require.Equal(t, first, key())
	p.Form("#f").Submit()
	require.Equal(t, map[string]string{first: "tea"}, orders)
	second := key()
	require.NotEqual(t, first, second)

	p.Form("#f").Fill("item", "milk")
	p.Disconnect().KillSession().Resume()
	require.Equal(t, second, key())
	p.Form("#f").Submit()
	require.Equal(t, map[string]string{first: "tea", second: "milk"}, orders)
	p.Disconnect().KillSession().Resume()
	p.Form("#f").Fill("item", "rum").Submit()
	require.Len(t, orders, 3)
	p.Golden("submit_key")
}
