// Package navigation is a page with links to others, which the browser shows without loading a document.
package navigation

import "github.com/lively-go/lively/live"

// Station is the view of a page. Each page that a link leads to has a view of its own.
type Station struct {
	Query Query
	Bells int
}

// Query is the query string of the URL: ?name=Harbor
type Query struct{ Name string }

// Ring is the event of the button.
type Ring struct{}

// Leave is the event of the form: the handler decides where it leads.
type Leave struct{ Name string }

var stations = []string{"Market", "Harbor", "Airport"}

// Events lists the handlers.
func (v *Station) Events() live.Events {
	return live.Events{live.OnParams(v.load), live.On(v.ring), live.On(v.leave)}
}

func (v *Station) load(_ *live.Socket, q Query) error {
	if v.Query = q; q.Name == "" {
		v.Query.Name = stations[0]
	}
	return nil
}

func (v *Station) ring(*live.Socket, Ring) error {
	v.Bells++
	return nil
}

func (v *Station) leave(s *live.Socket, e Leave) error { return s.Navigate(path(e.Name)) }

func path(name string) string { return "/navigation?name=" + name }
