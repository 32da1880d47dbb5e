using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>What RegisterComponents finds: every module, parameter and tensor in a field, base classes first, under the field's name.</summary>
public class RegistrationTests
{
    [Fact]
    public void FieldsAreFoundInOrderOfDeclarationBaseClassFirst()
    {
        using var module = new Derived();
        Assert.Equal(["baseScale", "scale", "zeta", "child.weight", "child.bias"], module.named_parameters().Select(p => p.Item1));
        Assert.Equal(["table"], module.named_buffers().Select(b => b.Item1));
        Assert.Equal(["child"], module.named_children().Select(c => c.Item1));
    }

    [Fact]
    public void AFieldDeclaredAsAnInterfaceHoldsAModuleToo()
    {
        using var module = new WithInterface();
        Assert.Equal(["norm.weight", "norm.bias"], module.state_dict().Keys);
    }

    [Fact]
    public void ComponentNameReplacesTheFieldsName()
    {
        using var module = new Named();
        Assert.Equal(["fc-1.weight"], module.state_dict().Keys);
    }

    [Fact]
    public void AutoPropertiesRegisterUnderTheirBackingField()
    {
        using var module = new WithProperty();
        Assert.Equal(["<fc>k__BackingField.weight"], module.state_dict().Keys);
    }

    [Fact]
    public void ANameTakenByTheBaseClassIsAnErrorAndNotALostParameter()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Shadowing());
        Assert.Contains("'hidden'", error.Message);
        Assert.Contains(nameof(HasHidden), error.Message);
    }

    [Fact]
    public void RegistrationByHandComesFirstAndIsNotRepeated()
    {
        using var module = new ByHand();
        Assert.Equal(["table"], module.named_buffers().Select(b => b.Item1));
        Assert.Empty(module.state_dict());
        Assert.Empty(module.named_buffers(include_nonpersistent: false));
    }

    [Fact]
    public void RegistrationRunsOnceAndPassesOverNull()
    {
        using var module = new Late();
        Assert.Empty(module.state_dict());
        module.Fill();
        Assert.Empty(module.state_dict());
    }

    [Fact]
    public void NamesMustBeFreeAndWithoutDots()
    {
        using var module = new Late();
        module.register_buffer("a", zeros(1));
        Assert.Throws<InvalidOperationException>(() => module.register_buffer("a", zeros(1)));
        Assert.Throws<InvalidOperationException>(() => module.register_parameter("a", new Parameter(zeros(1))));
        Assert.Throws<InvalidOperationException>(() => module.register_module("a", nn.Identity()));
        Assert.Throws<ArgumentException>(() => module.register_module("a.b", nn.Identity()));
        Assert.Throws<ArgumentException>(() => module.register_module("", nn.Identity()));
        Assert.Throws<ArgumentNullException>(() => module.register_parameter("b", null!));
    }

    [Fact]
    public void AModuleWithoutStateRefusesState()
    {
        Assert.Throws<InvalidOperationException>(() => nn.Identity().register_buffer("a", zeros(1)));
        Assert.Throws<InvalidOperationException>(() => nn.Dropout().register_module("a", nn.Identity()));
    }

    [Fact]
    public void WhatIsRegisteredSurvivesTheScopeItWasMadeIn()
    {
        Derived module;
        using (NewDisposeScope()) module = new Derived();
        Assert.All(module.state_dict().Values, tensor => Assert.False(tensor.IsInvalid));
        module.Dispose();
    }

    private class Base : nn.Module
    {
        private readonly Parameter baseScale = new(ones(1));

        protected Base() : base("base")
        {
        }

        internal Parameter BaseScale => baseScale;
    }

    private sealed class Derived : Base
    {
        private readonly Parameter scale = new(ones(2));
        private readonly Linear child = nn.Linear(2, 2);
        private readonly Tensor table = zeros(3);
        private readonly Parameter zeta = new(ones(1));
        private readonly Linear? absent = null;
        private readonly string label = "not state";

        internal Derived() => RegisterComponents();

        public override string GetName() => $"{label} {scale} {child} {table} {zeta} {absent} {BaseScale}";
    }

    private sealed class WithInterface : nn.Module
    {
        private readonly nn.IModule<Tensor, Tensor> norm = nn.LayerNorm(4);

        internal WithInterface() : base("interface") => RegisterComponents();

        public override string GetName() => norm.ToString()!;
    }

    private sealed class Named : nn.Module
    {
        [ComponentName(Name = "fc-1")]
        private readonly Linear first = nn.Linear(2, 2, hasBias: false);

        internal Named() : base("named") => RegisterComponents();

        public override string GetName() => first.ToString()!;
    }

    private sealed class WithProperty : nn.Module
    {
        internal WithProperty() : base("property") => RegisterComponents();

        internal Linear fc { get; } = nn.Linear(2, 2, hasBias: false);
    }

    private class HasHidden : nn.Module
    {
        private readonly Parameter hidden = new(ones(1));

        protected HasHidden() : base("hidden")
        {
        }

        internal Parameter Outer => hidden;
    }

    private sealed class Shadowing : HasHidden
    {
        private readonly Parameter hidden = new(ones(1));

        internal Shadowing() => RegisterComponents();

        internal Parameter Inner => hidden;
    }

    private sealed class ByHand : nn.Module
    {
        private readonly Tensor table = zeros(3);

        internal ByHand() : base("by hand")
        {
            register_buffer(nameof(table), table, persistent: false);
            RegisterComponents();
        }
    }

    private sealed class Late : nn.Module
    {
        private Linear? child;

        internal Late() : base("late") => RegisterComponents();

        internal void Fill()
        {
            child = nn.Linear(2, 2);
            RegisterComponents();
        }

        public override string GetName() => $"{child}";
    }
}
