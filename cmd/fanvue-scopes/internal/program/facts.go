package program

import (
	"bytes"
	"go/ast"
	"strings"
)

// facts is what the code of a package can do to a value that it gets, if the
// code is not analyzed.
type facts struct {
	// methods has the methods that its interfaces have, and whether they are
	// those of generic code, whose type parameters may be any type.
	methods map[shape]bool
	// byName reports that it calls methods by name or number.
	byName bool
	// linknames has the functions of other packages that it names.
	linknames []string
}

// shape is what is known of a method without types.
type shape struct {
	name            string
	params, results int
}

func newFacts() *facts { return &facts{methods: map[shape]bool{}} }

// read adds what is found in a file.
func (f *facts) read(file *ast.File, source []byte) {
	if bytes.Contains(source, []byte("//go:linkname ")) {
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if words := strings.Fields(comment.Text); len(words) == 3 && words[0] == "//go:linkname" {
					f.linknames = append(f.linknames, words[2])
				}
			}
		}
	}
	reflects := importsReflect(file)
	if !reflects && !bytes.Contains(source, []byte("interface")) {
		return
	}
	for _, decl := range file.Decls {
		generic := isGeneric(decl)
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				generic = generic || n.TypeParams != nil
			case *ast.InterfaceType:
				for _, field := range n.Methods.List {
					if signature, ok := field.Type.(*ast.FuncType); ok && len(field.Names) == 1 {
						s := shape{field.Names[0].Name, count(signature.Params), count(signature.Results)}
						f.methods[s] = f.methods[s] || generic
					}
				}
			case *ast.CallExpr:
				if selector, ok := n.Fun.(*ast.SelectorExpr); ok && reflects {
					switch selector.Sel.Name {
					case "Method", "MethodByName":
						f.byName = f.byName || len(n.Args) == 1
					case "Methods": // an iterator
						f.byName = f.byName || len(n.Args) == 0
					}
				}
			}
			return true
		})
	}
}

func importsReflect(file *ast.File) bool {
	for _, spec := range file.Imports {
		if spec.Path.Value == `"reflect"` {
			return true
		}
	}
	return false
}

func isGeneric(decl ast.Decl) bool {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return false
	}
	if fn.Type.TypeParams != nil {
		return true
	}
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return false
	}
	t := fn.Recv.List[0].Type
	if pointer, ok := t.(*ast.StarExpr); ok {
		t = pointer.X
	}
	switch t.(type) {
	case *ast.IndexExpr, *ast.IndexListExpr:
		return true
	}
	return false
}

func count(list *ast.FieldList) int {
	if list == nil {
		return 0
	}
	return list.NumFields()
}

// linked returns the functions of other packages that its linkname directives
// name; f may be nil.
func (f *facts) linked() []string {
	if f == nil {
		return nil
	}
	return f.linknames
}
