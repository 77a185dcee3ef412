using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Digest.Tests;

/// <summary>A type of the program together with everything nested in it, as the compiled code has it.</summary>
internal sealed class CodeType
{
    private readonly TypeDefinition type;

    private CodeType(TypeDefinition type)
    {
        this.type = type;
        Definitions = [.. WithNested(type)];
        Uses = [.. Definitions.SelectMany(References).SelectMany(Parts).DistinctBy(r => r.FullName)];
    }

    public string Name => type.Name;
    public string Namespace => type.Namespace;
    public string FullName => type.FullName;
    public string Room => RoomOf(type) ?? "";
    public IReadOnlyList<TypeDefinition> Definitions { get; }

    /// <summary>Every type named anywhere in it, the parts of generic ones too.</summary>
    public IReadOnlyList<TypeReference> Uses { get; }

    /// <summary>The names that people gave: without generics' numbers and what the compiler made.</summary>
    public IEnumerable<string> OwnNames => Definitions.Where(d => !IsMade(d)).Select(d => d.Name.Split('`')[0]);

    public IEnumerable<string> Interfaces => type.Interfaces.Select(i => i.InterfaceType.FullName);

    private IEnumerable<MethodDefinition> Bodies => Definitions.SelectMany(d => d.Methods).Where(m => m.HasBody);

    public IEnumerable<MethodReference> Calls => Bodies.SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<MethodReference>();

    /// <summary>What it makes with <c>new</c>.</summary>
    public IEnumerable<TypeReference> Makes => Bodies.SelectMany(m => m.Body.Instructions)
        .Where(i => i.OpCode == OpCodes.Newobj).Select(i => ((MethodReference)i.Operand).DeclaringType);

    public static IReadOnlyList<CodeType> ReadAll(string assembly) => [.. AssemblyDefinition.ReadAssembly(assembly).MainModule.Types
        .Where(t => t.Namespace == "Digest" || t.Namespace.StartsWith("Digest.", StringComparison.Ordinal)).Select(t => new CodeType(t))];

    /// <summary>The room of a type: the second part of its namespace; empty for the root; null: it is none of ours.</summary>
    public static string? RoomOf(TypeReference reference)
    {
        var parts = Outermost(reference).Namespace.Split('.');
        return parts[0] != "Digest" ? null : parts.Length == 1 ? "" : parts[1];
    }

    public static TypeReference Outermost(TypeReference reference) =>
        reference.GetElementType() is { DeclaringType: { } outer } ? Outermost(outer) : reference.GetElementType();

    /// <summary>Whether the compiler, or a source generator, made it.</summary>
    public static bool IsMade(TypeDefinition d) => d.Name.Contains('<', StringComparison.Ordinal) || (d.DeclaringType is { } outer && IsMade(outer))
        || d.CustomAttributes.Any(a => a.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute");

    /// <summary>Objects made where Dapper is called, with members that begin with a capital letter.</summary>
    public IEnumerable<string> BigParameters() =>
        from method in Bodies
        let operands = method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().ToList()
        where operands.Any(o => o.DeclaringType.FullName == "Dapper.SqlMapper")
        from made in operands
        where made.Name == ".ctor" && made.DeclaringType.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)
        from property in made.DeclaringType.Resolve().Properties
        where char.IsUpper(property.Name[0])
        select $"{method.DeclaringType.FullName}: {property.Name}";

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<TypeReference> References(TypeDefinition d)
    {
        if (d.BaseType is { } parent) yield return parent;
        foreach (var one in d.Interfaces) yield return one.InterfaceType;
        foreach (var field in d.Fields) yield return field.FieldType;
        foreach (var attribute in d.CustomAttributes) yield return attribute.AttributeType;
        foreach (var bound in d.GenericParameters.SelectMany(p => p.Constraints)) yield return bound.ConstraintType;
        foreach (var used in d.Methods.SelectMany(References)) yield return used;
    }

    private static IEnumerable<TypeReference> References(MethodDefinition m)
    {
        yield return m.ReturnType;
        foreach (var parameter in m.Parameters) yield return parameter.ParameterType;
        foreach (var attribute in m.CustomAttributes) yield return attribute.AttributeType;
        if (!m.HasBody) yield break;
        foreach (var local in m.Body.Variables) yield return local.VariableType;
        foreach (var handler in m.Body.ExceptionHandlers)
            if (handler.CatchType is { } caught) yield return caught;
        foreach (var instruction in m.Body.Instructions)
            foreach (var named in References(instruction.Operand)) yield return named;
    }

    private static IEnumerable<TypeReference> References(object? operand) => operand switch
    {
        TypeReference used => [used],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [.. generic.GenericArguments, generic.DeclaringType, generic.ReturnType, .. generic.Parameters.Select(p => p.ParameterType)],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference reference) => reference switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        FunctionPointerType function => function.Parameters.Select(p => p.ParameterType).Append(function.ReturnType).SelectMany(Parts),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        GenericParameter => [],
        _ => [reference],
    };
}
