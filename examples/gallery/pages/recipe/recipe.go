// Package recipe is a form with rows in rows, which the user drags by handles.
package recipe

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/live"
)

// Recipe holds the fields of the form.
type Recipe struct {
	Parts []Part `live:",min=1,max=5"`
}

// Part is a row with rows.
type Part struct {
	Name        string
	Ingredients []Ingredient `live:",max=10"`
}

// Ingredient is a row in a row.
type Ingredient struct{ Text string }

// Validate reports what is wrong, by the name of the field, which contains the indexes of its rows.
func (r Recipe) Validate() error {
	errs := live.Errors{}
	for i, part := range r.Parts {
		if part.Name == "" {
			errs[fmt.Sprintf("parts[%d].name", i)] = "Enter a name."
		}
	}
	return errs.Err()
}

// Page is the view.
type Page struct {
	Form  live.Form[Recipe]
	Saved string
}

// Mount adds the first rows.
func (v *Page) Mount(*live.Socket) error {
	v.Form.Value.Parts = []Part{
		{Name: "Dough", Ingredients: []Ingredient{{"Flour"}, {"Water"}, {"Salt"}}},
		{Name: "Filling", Ingredients: []Ingredient{{"Apples"}}},
	}
	return nil
}

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.save)}
}

func (v *Page) save(_ *live.Socket, r Recipe) error {
	var parts []string
	for _, part := range r.Parts {
		var ingredients []string
		for _, ingredient := range part.Ingredients {
			ingredients = append(ingredients, ingredient.Text)
		}
		parts = append(parts, part.Name+": "+strings.Join(ingredients, ", "))
	}
	v.Saved = strings.Join(parts, ". ")
	return nil
}
