using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Fairer.Web.Tests;

/// <summary>Lets bunit take the AngleSharp.Diffing that is there for the later one that it names.</summary>
internal static class BunitAssemblies
{
    private const string Diffing = "AngleSharp.Diffing";

#pragma warning disable CA2255 // A test project is an application: nobody else loads it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Resolve() =>
        AssemblyLoadContext.Default.Resolving += (context, wanted) => wanted.Name == Diffing
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{Diffing}.dll"))
            : null;
}
