package live_test

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Feedback is a page with a form that works without scripts, too.
type Feedback struct{ form live.Form[Opinion] }

// Opinion is the data of the form of Feedback.
type Opinion struct{ Text string }

func (v *Feedback) Events() live.Events { return live.Events{live.OnForm(&v.form, v.send)} }

func (v *Feedback) send(s *live.Socket, o Opinion) error {
	if o.Text == "" {
		return live.Errors{"text": "Write something."}
	}
	s.Flash(live.FlashInfo, "Thank you!")
	return nil
}

func (v *Feedback) Render() templ.Component { // in a program, a template
	return templ.Join(
		templ.Raw(`<form method="post" live-change="live_test.Opinion" live-submit="live_test.Opinion">`), live.AcceptPost(&v.form),
		templ.Raw(`<input name="text"><i>`+v.form.Field("text").Error+`</i><button>Send</button></form>`))
}

func ExampleAcceptPost() {
	page := live.Page(func(*http.Request) live.View { return &Feedback{} })
	mux := http.NewServeMux()
	mux.Handle("GET /feedback", page)
	mux.Handle("POST /feedback", page)

	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.Open(t, &live.Server{Handler: mux}, "/feedback").WithoutScript()
	p.Form("form").Fill("text", "Fast.").Submit()
	fmt.Println(p.URL(), p.Text("#live-flash p"))
	// Output: /feedback Thank you!
}

// Entrance is a page with a login form. The response to the POST sets the cookie of the session.
type Entrance struct{ form live.Form[Member] }

// Member is the data of the form of Entrance.
type Member struct {
	Name     string
	Password string `live:",secret"`
}

func (v *Entrance) Events() live.Events { return live.Events{live.OnForm(&v.form, v.login)} }

func (v *Entrance) login(s *live.Socket, a Member) error {
	if a.Password != "correct horse" { // in a program, compare hashes
		return live.Errors{"password": "Wrong name or password."}
	}
	return s.SubmitForm("/login")
}

func (v *Entrance) Render() templ.Component {
	return templ.Raw(`<form live-change="live_test.Member" live-submit="live_test.Member"><input name="name">` +
		`<input name="password" type="password"><i>` + v.form.Field("password").Error + `</i><button>Log in</button></form>`)
}

func ExampleSocket_SubmitForm() {
	t := &exampleTB{}
	defer t.end()
	p := livetest.Mount(t, func() live.View { return &Entrance{} })
	f := p.Form("form").Fill("name", "ann").Fill("password", "wrong")
	f.Submit()
	fmt.Println(p.Text("i"))
	f.Fill("password", "correct horse").Submit()
	fmt.Println("POST", p.URL())
	// Output:
	// Wrong name or password.
	// POST /login
}
