package views

import (
	"strings"
	"time"

	"github.com/lively-go/lively/live"
)

// Account is what the form submits.
type Account struct {
	Email      string
	Password   string `live:",secret"`
	Age        int
	Newsletter bool
}

// Validate returns an error for each invalid field.
func (a Account) Validate() error {
	errs := live.Errors{}
	if !strings.Contains(a.Email, "@") {
		errs["email"] = "must be an email address"
	}
	if len(a.Password) < 8 {
		errs["password"] = "must have at least 8 characters"
	}
	return errs.Err()
}

// Signup is a form on a page that changes every 20 ms.
type Signup struct {
	Journal *Journal
	Form    live.Form[Account]
	Ticks   int
	Notes   []int // shown before the form
}

func (v *Signup) Mount(s *live.Socket) error {
	v.Journal.Add("mount")
	live.Every(s, 20*time.Millisecond, v.tick)
	return nil
}

func (v *Signup) Unmount() { v.Journal.Add("unmount") }

func (v *Signup) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.save)} }

func (v *Signup) tick(*live.Socket, time.Time) error {
	v.Ticks++
	v.Notes = append(v.Notes, v.Ticks)
	if len(v.Notes) > 3 {
		v.Notes = nil
	}
	return nil
}

func (v *Signup) save(s *live.Socket, a Account) error {
	v.Journal.Add("save %s %s %d %t", a.Email, a.Password, a.Age, a.Newsletter)
	if a.Email == "taken@example.com" {
		return live.Errors{"email": "is taken"}
	}
	return s.Navigate("/welcome")
}
