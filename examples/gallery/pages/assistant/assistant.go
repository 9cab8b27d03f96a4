// Package assistant is a page that shows an answer while a language model writes it.
package assistant

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/lively-go/lively/live"
)

// Assistant is the view.
type Assistant struct {
	Model    Model
	Form     live.Form[Question]
	Question string // that was asked last
	Answer   Document
	Status   string
	Failed   bool

	cancel func() // nil unless the model is writing
}

// A Model calls write with each token of the answer to a question, until the answer is complete or ctx has ended.
type Model func(ctx context.Context, question string, write func(token string)) error

// Question holds the fields of the form.
type Question struct{ Text string }

// Validate reports what is wrong.
func (q Question) Validate() error {
	if strings.TrimSpace(q.Text) == "" {
		return live.Errors{"text": "Ask a question."}
	}
	return nil
}

// The events of the buttons.
type (
	Suggest struct{ Text string }
	Again   struct{}
	Stop    struct{}
)

// New returns the view with a model that needs no network.
func New() live.View { return &Assistant{Model: simulate} }

// Events lists the handlers.
func (v *Assistant) Events() live.Events {
	return live.Events{
		live.OnForm(&v.Form, func(s *live.Socket, q Question) error {
			if v.cancel != nil {
				s.Flash(live.FlashInfo, "Wait until the answer is complete, or stop it.")
				return nil
			}
			v.Form.Reset()
			return v.ask(s, q.Text)
		}),
		live.On(func(s *live.Socket, e Suggest) error { return v.ask(s, e.Text) }),
		live.On(func(s *live.Socket, _ Again) error { return v.ask(s, v.Question) }),
		live.On(v.stop),
	}
}

func (v *Assistant) ask(s *live.Socket, question string) error {
	if v.cancel != nil {
		return nil // a double click
	}
	v.Question, v.Answer, v.Status, v.Failed = question, Document{}, "", false
	model := v.Model
	work := func(ctx context.Context, report func(string)) (string, error) {
		var answer strings.Builder
		err := model(ctx, question, func(token string) {
			answer.WriteString(token)
			report(answer.String()) // copies nothing
		})
		return answer.String(), err
	}
	v.cancel = live.Task(s, work, v.show, v.done)
	return nil
}

func (v *Assistant) stop(*live.Socket, Stop) error {
	if v.cancel != nil {
		v.cancel()
	}
	return nil
}

// show and done are handlers of the view.
func (v *Assistant) show(_ *live.Socket, answer string) error { return v.Answer.Grow(answer) }

func (v *Assistant) done(_ *live.Socket, answer string, err error) error {
	v.cancel = nil
	switch {
	case errors.Is(err, context.Canceled):
		v.Status = "Stopped."
	case err != nil:
		v.Status, v.Failed = "The answer is not complete: the model cannot be reached. Try again.", true
	default:
		v.Status = fmt.Sprintf("Complete: %d words.", len(strings.Fields(answer)))
	}
	return v.Answer.Grow(answer)
}

func (b Block) key() int { return b.N }

// id returns the ID of the element with the HTML.
func (b Block) id() string { return fmt.Sprint("block-", b.N) }
