// Package named stands for a library that calls methods by their names.
package named

import "reflect"

// Invoke calls a method by its name.
func Invoke(value any, name string, arguments ...any) {
	var all []reflect.Value
	for _, argument := range arguments {
		all = append(all, reflect.ValueOf(argument))
	}
	reflect.ValueOf(value).MethodByName(name).Call(all)
}
