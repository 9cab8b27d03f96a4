package live_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// Purchase is the value of a form that a browser without scripts sends.
type Purchase struct {
	Name   string
	Gift   bool
	Extras []string
	Note   string
	Locked bool
	Lines  []purchaseLine `live:",max=3"`
}

type purchaseLine struct {
	Product string
	Wrap    bool
}

func (p Purchase) Validate() error {
	errs := live.Errors{}
	if p.Name == "" {
		errs["name"] = "Enter a name."
	}
	for i, l := range p.Lines {
		if l.Product == "" {
			errs[fmt.Sprintf("lines[%d].product", i)] = "Enter a product."
		}
	}
	return errs.Err()
}

// A postView saves a purchase. save is its handler.
type postView struct {
	stub
	form    live.Form[Purchase]
	save    func(*live.Socket, Purchase) error
	card    *postCard // a component with a form of the same type; nil if there is none
	accepts bool
}

func newPostView(save func(*live.Socket, Purchase) error) *postView {
	v := &postView{save: save, accepts: true}
	v.form.Value = Purchase{Gift: true, Extras: []string{"b"}, Locked: true, Lines: []purchaseLine{{Product: "Tea", Wrap: true}}}
	return v
}

func (v *postView) Events() live.Events { return live.Events{live.OnForm(&v.form, v.save)} }

func (v *postView) Render() templ.Component {
	parts := []templ.Component{renderPurchase(&v.form, v.accepts)}
	if v.card != nil {
		parts = append(parts, live.Component("a/b", v.card))
	}
	return templ.Join(parts...)
}

type postCard struct {
	form live.Form[Purchase]
	save func(*live.Socket, Purchase) error
}

func (c *postCard) Events() live.Events     { return live.Events{live.OnForm(&c.form, c.save)} }
func (c *postCard) Render() templ.Component { return renderPurchase(&c.form, true) }

func renderPurchase(f *live.Form[Purchase], accepts bool) templ.Component {
	checked := func(on bool) string {
		if on {
			return " checked"
		}
		return ""
	}
	value := f.Value
	b := `<input name="name" value="` + f.Field("name").Value + `"><i role="alert">` + f.Field("name").Error + `</i>` +
		`<input type="checkbox" name="gift" value="true"` + checked(value.Gift) + `>` +
		`<fieldset disabled><legend><select name="extras" multiple><option selected>b</option><option>c</option></select></legend>` +
		`<input type="checkbox" name="locked" value="true" checked></fieldset><textarea name="note">` + f.Field("note").Value + `</textarea>`
	for i := range value.Lines {
		row := fmt.Sprintf("lines[%d]", i)
		product, wrap := f.Field(row+".product"), f.Field(row+".wrap")
		b += `<p id="` + f.Field(row).ID + `"><input name="` + product.Name + `" value="` + product.Value + `"><b>` + product.Error + `</b>` +
			`<input type="checkbox" name="` + wrap.Name + `" value="true"` + checked(wrap.Checked) + `>` +
			`<button` + render(f.RemoveRow(row)) + `>-</button></p>`
	}
	b += `<button` + render(f.AddRow("lines")) + `>+</button><button id="save">Save</button></form>`
	form := templ.Component(templ.NopComponent)
	if accepts {
		form = live.AcceptPost(f)
	}
	return templ.Join(templ.Raw(`<form`+render(f.Bind())+`>`), form, live.SubmitKey(f), templ.Raw(b))
}

// A plainBrowser runs no scripts.
type plainBrowser struct {
	t      *testing.T
	client *http.Client
	url    string
}

func newPlainBrowser(t *testing.T, srv *live.Server, view func() live.View) *plainBrowser {
	mux := http.NewServeMux()
	mux.Handle("/{$}", live.Page(func(*http.Request) live.View { return view() }))
	mux.HandleFunc("/welcome", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_, _ = fmt.Fprintf(w, "%s %s", r.Method, r.PostForm.Encode())
	})
	srv.Handler = mux
	ts := httptest.NewServer(srv)
	t.Cleanup(ts.Close)
	jar, _ := cookiejar.New(nil)
	return &plainBrowser{t: t, client: &http.Client{Jar: jar}, url: ts.URL}
}

func (b *plainBrowser) read(resp *http.Response, err error) (status int, body string) {
	b.t.Helper()
	require.NoError(b.t, err)
	defer resp.Body.Close()
	var buf bytes.Buffer
	_, err = buf.ReadFrom(resp.Body)
	require.NoError(b.t, err)
	return resp.StatusCode, buf.String()
}

func (b *plainBrowser) get(path string) string {
	b.t.Helper()
	status, body := b.read(b.client.Get(b.url + path))
	require.Equal(b.t, http.StatusOK, status)
	return body
}

// post sends fields, in order, as name and value in turn.
func (b *plainBrowser) post(path string, fields ...string) (status int, body string) {
	b.t.Helper()
	var pairs []string
	for i := 0; i < len(fields); i += 2 {
		pairs = append(pairs, url.QueryEscape(fields[i])+"="+url.QueryEscape(fields[i+1]))
	}
	return b.read(b.client.Post(b.url+path, "application/x-www-form-urlencoded", strings.NewReader(strings.Join(pairs, "&"))))
}

const purchaseEvent = "live_test.Purchase"

// Valid data leads to a redirect to the page, which shows the message once.
func TestPost_SuccessRedirects(t *testing.T) {
	var saved []Purchase
	b := newPlainBrowser(t, &live.Server{}, func() live.View {
		return newPostView(func(s *live.Socket, p Purchase) error {
			saved = append(saved, p)
			s.Flash(live.FlashInfo, "Saved <"+p.Name+">")
			return nil
		})
	})
	require.Contains(t, b.get("/"), `<input type="hidden" name="live-event" value="live_test.Purchase"><noscript><button type="submit" hidden></button></noscript>`)
	status, body := b.post("/?a=1", "live-event", purchaseEvent, "name", "Ann", "note", "two\r\nlines", "lines[ka].product", "Milk", "lines[kb].product", "Tea", "lines[kb].wrap", "true")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, `<p class="live-flash-info">Saved &lt;Ann&gt;</p>`)
	require.Equal(t, []Purchase{{
		Name: "Ann", Note: "two\nlines", Extras: nil, Locked: true, Lines: []purchaseLine{{Product: "Milk"}, {"Tea", true}},
	}}, saved, "boxes that are not checked are false, and disabled controls keep their value")
	require.NotContains(t, b.get("/"), "Saved", "a message is shown once")

	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := b.client.Post(b.url+"/?a=1", "application/x-www-form-urlencoded", strings.NewReader("live-event="+purchaseEvent+"&name=x"))
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	require.Equal(t, "/?a=1", resp.Header.Get("Location"))
}

// Data that is not valid is shown with its errors, by a page that a browser with scripts can join.
func TestPost_InvalidShowsErrors(t *testing.T) {
	b := newPlainBrowser(t, &live.Server{}, func() live.View {
		return newPostView(func(_ *live.Socket, p Purchase) error {
			if p.Name == "taken" {
				return live.Errors{"name": "Taken."}
			}
			panic("handled")
		})
	})
	status, body := b.post("/", "live-event", purchaseEvent, "name", "", "lines[ka].product", "", "lines[kb].product", "Tea", "live-submit-key", "AAAAAAAAAAAAAAAAAAAAAAAAAA")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, body, `<i role="alert">Enter a name.</i>`)
	require.Equal(t, 1, strings.Count(body, "Enter a product."))
	require.Contains(t, body, `name="lines[kb].product" value="Tea"`, "rows keep their keys")
	require.Contains(t, body, `value="AAAAAAAAAAAAAAAAAAAAAAAAAA"`, "the form keeps the key of its submissions")
	require.Contains(t, body, `name="live-token"`)
	status, body = b.post("/", "live-event", purchaseEvent, "name", "taken")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, body, `<i role="alert">Taken.</i>`)
	status, _ = b.post("/", "live-event", purchaseEvent, "name", "panic")
	require.Equal(t, http.StatusInternalServerError, status)
}

// The buttons of rows are submit buttons, whatever the data.
func TestPost_Rows(t *testing.T) {
	b := newPlainBrowser(t, &live.Server{}, func() live.View {
		return newPostView(func(*live.Socket, Purchase) error { panic("handled") })
	})
	row := func(key, product string) []string { return []string{"lines[" + key + "].product", product} }
	products := func(body string) (all []string) {
		for _, m := range regexp.MustCompile(`name="(lines\[[^\]]+\]\.product)" value="(\w*)"`).FindAllStringSubmatch(body, -1) {
			all = append(all, m[2])
		}
		return all
	}
	fields := append([]string{"live-event", purchaseEvent, "name", ""}, append(row("kz", "Milk"), row("ka", "Tea")...)...)
	status, body := b.post("/", append(fields, "lines[+]", "knew")...)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, []string{"Milk", "Tea", ""}, products(body), "in the order of the form")
	require.NotContains(t, body, "Enter a name.", "the form was not submitted")
	_, body = b.post("/", append(fields, "lines[kz]", "remove")...)
	require.Equal(t, []string{"Tea"}, products(body))
	_, body = b.post("/", append(fields, "lines[ka]", "-1")...)
	require.Equal(t, []string{"Tea", "Milk"}, products(body))
	_, body = b.post("/", "live-event", purchaseEvent, "name", "", "lines[ka].product", "Tea", "lines[ka]", "remove")
	require.Empty(t, products(body))
}

func TestPost_HandlerNavigates(t *testing.T) {
	var to func(*live.Socket) error
	b := newPlainBrowser(t, &live.Server{}, func() live.View {
		return newPostView(func(s *live.Socket, _ Purchase) error { return to(s) })
	})
	to = func(s *live.Socket) error { return s.Navigate("/welcome") }
	_, body := b.post("/", "live-event", purchaseEvent, "name", "Ann")
	require.Equal(t, "GET ", body)
	to = func(s *live.Socket) error { return s.SubmitForm("/welcome") }
	_, body = b.post("/", "live-event", purchaseEvent, "name", "Ann", "by", "x")
	require.Equal(t, "POST by=x&live-event=live_test.Purchase&name=Ann", body, "the browser repeats the POST")
}

// Two forms of one type differ by their component.
func TestPost_Component(t *testing.T) {
	var saved []string
	b := newPlainBrowser(t, &live.Server{}, func() live.View {
		v := newPostView(func(_ *live.Socket, p Purchase) error { saved = append(saved, "view "+p.Name); return nil })
		v.card = &postCard{save: func(_ *live.Socket, p Purchase) error { saved = append(saved, "card "+p.Name); return nil }}
		return v
	})
	require.Contains(t, b.get("/"), `value="live_test.Purchase/a%2Fb"`)
	b.post("/", "live-event", purchaseEvent+"/a%2Fb", "name", "Ann")
	b.post("/", "live-event", purchaseEvent, "name", "Bob")
	require.Equal(t, []string{"card Ann", "view Bob"}, saved)
}

// What is not the data of a form of the view, and what another site may have sent, mounts or changes nothing.
func TestPost_Refused(t *testing.T) {
	b := newPlainBrowser(t, &live.Server{Dev: true, MaxMessageBytes: 20_000}, func() live.View {
		return newPostView(func(*live.Socket, Purchase) error { panic("handled") })
	})
	status, body := b.post("/", "name", "Ann")
	require.Equal(t, http.StatusMethodNotAllowed, status)
	require.Contains(t, body, "live.AcceptPost")
	for _, event := range []string{"live_test.Other", purchaseEvent + "/x", purchaseEvent + "/%zz", "/", "live_test.loginClick"} {
		status, _ = b.post("/", "live-event", event, "name", "Ann")
		require.Equal(t, http.StatusBadRequest, status, event)
	}
	status, _ = b.post("/", "live-event", purchaseEvent, "note", strings.Repeat("x", 20_000))
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	status, _ = b.read(b.client.Post(b.url, "application/x-www-form-urlencoded", strings.NewReader("live-event=%zz")))
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = b.read(b.client.Post(b.url, "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"live-event\"\r\n\r\nabc")))
	require.Equal(t, http.StatusBadRequest, status)

	req, _ := http.NewRequest("POST", b.url, strings.NewReader("live-event="+purchaseEvent+"&name=Ann"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://example.org")
	status, _ = b.read(b.client.Do(req))
	require.Equal(t, http.StatusForbidden, status)
}

// A form with files is a POST of the browser with scripts, too.
func TestPost_Multipart(t *testing.T) {
	var saved []Purchase
	b := newPlainBrowser(t, &live.Server{}, func() live.View {
		return newPostView(func(_ *live.Socket, p Purchase) error { saved = append(saved, p); return nil })
	})
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("live-event", purchaseEvent)
	_ = w.WriteField("name", "Ann")
	file, _ := w.CreateFormFile("note", "a.txt")
	_, _ = file.Write([]byte("content"))
	_ = w.WriteField("gift", "true")
	_ = w.Close()
	status, _ := b.read(b.client.Post(b.url, w.FormDataContentType(), &body))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, []Purchase{{Name: "Ann", Gift: true, Locked: true}}, saved)
}

// The cookie of messages that another host of the domain has set is ignored.
func TestPost_ForgedMessages(t *testing.T) {
	b := newPlainBrowser(t, &live.Server{}, func() live.View { return newPostView(func(*live.Socket, Purchase) error { return nil }) })
	req, _ := http.NewRequest("GET", b.url, nil)
	req.AddCookie(&http.Cookie{Name: "live-flash-ABCDEFGH", Value: "W3sia2luZCI6ImluZm8iLCJ0ZXh0Ijoib3duZWQifV0.AAAA"})
	status, body := b.read(b.client.Do(req))
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, body, "owned")
}
