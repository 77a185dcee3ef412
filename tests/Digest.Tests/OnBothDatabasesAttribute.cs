using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace Digest.Tests;

/// <summary>Runs the tests of a fixture twice: on SQLite, and, under names with <c>(PostgreSql)</c>, on PostgreSQL. Their worlds ask <see cref="TestDatabase"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnBothDatabasesAttribute : NUnitAttribute, IFixtureBuilder2
{
    public const string PostgreSql = "(PostgreSql)";

    /// <summary>True: there is nothing to test on SQLite.</summary>
    public bool WithoutSqlite { get; init; }

    public IEnumerable<TestSuite> BuildFrom(ITypeInfo typeInfo) => BuildFrom(typeInfo, new EveryMethod());

    public IEnumerable<TestSuite> BuildFrom(ITypeInfo typeInfo, IPreFilter filter)
    {
        if (!WithoutSqlite) yield return new NUnitTestFixtureBuilder().BuildFrom(typeInfo, filter);
        var second = new NUnitTestFixtureBuilder().BuildFrom(typeInfo, new NotOfSqlite(filter));
        second.Name += PostgreSql;
        Rename(second, second.FullName, second.FullName + PostgreSql);
        yield return second;
    }

    private static void Rename(Test test, string from, string to)
    {
        test.FullName = to + test.FullName[from.Length..];
        foreach (var inner in test.Tests.Cast<Test>()) Rename(inner, from, to);
    }

    private sealed class NotOfSqlite(IPreFilter inner) : IPreFilter
    {
        public bool IsMatch(Type type) => inner.IsMatch(type);

        public bool IsMatch(Type type, System.Reflection.MethodInfo method) => inner.IsMatch(type, method) && !method.IsDefined(typeof(OfSqliteAttribute), inherit: false);
    }

    private sealed class EveryMethod : IPreFilter
    {
        public bool IsMatch(Type type) => true;

        public bool IsMatch(Type type, System.Reflection.MethodInfo method) => true;
    }
}
