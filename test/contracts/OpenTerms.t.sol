// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {DealBase} from "./support/DealBase.sol";
import {Milestone, TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract OpenTermsTest is DealBase {
    uint32 private constant MIN = 10 minutes;
    uint32 private constant MAX = 30 days;

    // ---- form ----

    function test_RevertWhen_PackedFormIsNotAsLongAsItsParts() external {
        bytes memory packed = _fixture().whole();
        uint256 parts = packed.length - 92;
        bytes[3] memory malformed = [
            _cut(packed, packed.length - 1),
            bytes.concat(packed, hex"00"),
            _cut(packed, parts)
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            VM.expectRevert(_malformed(malformed[i].length, parts + 92, parts + 32));
            quittance.open(malformed[i], "", "");
        }
    }

    function test_RevertWhen_PackedFormIsEmpty() external {
        VM.expectPartialRevert(PackedTerms.Quittance_MalformedTerms.selector);
        quittance.open("", "", "");
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _fixture();
        (bytes memory buyerSignature, bytes memory sellerSignature) = (
            _buyerSignature(fixture),
            _sellerSignature(fixture)
        );
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.open(fixture.brief(), buyerSignature, sellerSignature);
    }

    function test_RevertWhen_DestinationsHaveABitThatMeansNothing() external {
        TermsFixture memory fixture = _fixture();
        for (uint8 bit = 4; bit < 8; ++bit) {
            fixture.destinations = uint8(1) << bit;
            _refuses(
                fixture,
                abi.encodeWithSelector(IDeals.Quittance_DestinationsUnknown.selector, uint256(fixture.destinations))
            );
        }
    }

    function test_RevertWhen_AllDestinationsAreTaken_AndAnotherRuleIsBroken_NamesTheOther() external {
        TermsFixture memory fixture = _fixture();
        fixture.destinations = 7;
        fixture.passingScore = 0;
        _refuses(
            fixture,
            abi.encodeWithSelector(IDeals.Quittance_PayoutRuleInvalid.selector, uint256(0), uint256(fixture.payoutStep))
        );
    }

    // ---- addresses ----

    function test_RevertWhen_AnAddressMayHoldNoMoney() external {
        address[3] memory barred = [address(0), address(usdc), address(quittance)];
        for (uint256 i = 0; i < 3; ++i) {
            TermsFixture memory fixture = _fixtureWithFees();
            fixture.buyer = barred[i];
            _refuses(fixture, _barred("buyer", barred[i]));
            fixture = _fixtureWithFees();
            fixture.seller = barred[i];
            _refuses(fixture, _barred("seller", barred[i]));
            fixture = _fixtureWithFees();
            fixture.marketplace = barred[i];
            _refuses(fixture, _barred("marketplace", barred[i]));
            fixture = _fixtureWithFees();
            fixture.panelAccount = barred[i];
            // Without a panel account the jurors share the fee.
            if (i != 0) _refuses(fixture, _barred("panelAccount", barred[i]));
            fixture = _fixtureWithFees();
            fixture.panel = new address[](1);
            fixture.panel[0] = barred[i];
            _refuses(fixture, _barred("panel", barred[i]));
        }
    }

    function test_OpensWhen_PayeesWithoutAFeeAreZero() external {
        TermsFixture memory fixture = _fixture();
        fixture.marketplace = address(0);
        fixture.panelAccount = address(0);
        _open(fixture);
    }

    function test_OpensWhen_JurorsShareTheFee() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.panelAccount = address(0);
        VM.assertEq(_unsettled(_open(fixture)), fixture.total(), "the fee is in the deal");
    }

    function test_RevertWhen_BuyerAndSellerAreOne() external {
        TermsFixture memory fixture = _fixture();
        fixture.seller = BUYER;
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_SameParties.selector, BUYER));
    }

    // ---- fees ----

    function test_MarketplaceFee_Bounds() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.marketplaceFee = 1_000;
        _open(fixture);
        fixture.marketplaceFee = 1_001;
        _refuses(
            fixture,
            abi.encodeWithSelector(IDeals.Quittance_MarketplaceFeeTooLarge.selector, uint256(1_001), uint256(1_000))
        );
    }

    function test_VerificationFee_Bounds() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.milestones[1].amount = 5e6;
        fixture.verificationFee = 5e6;
        _open(fixture);
        fixture.verificationFee = 5e6 + 1;
        _refuses(
            fixture,
            abi.encodeWithSelector(
                IDeals.Quittance_VerificationFeeTooLarge.selector,
                uint256(5e6 + 1),
                uint256(1),
                uint256(5e6)
            )
        );
    }

    // ---- rules ----

    function test_PayoutRule_Bounds() external {
        uint16[2][5] memory good = [
            [uint16(1), 0],
            [uint16(10_000), 0],
            [uint16(1), 1],
            [uint16(6_000), 10_000],
            [uint16(1), 625]
        ];
        TermsFixture memory fixture = _fixture();
        for (uint256 i = 0; i < good.length; ++i) {
            (fixture.passingScore, fixture.payoutStep) = (good[i][0], good[i][1]);
            _open(fixture);
        }
        uint16[2][5] memory bad = [
            [uint16(0), 0],
            [uint16(10_001), 0],
            [uint16(1), 3],
            [uint16(1), 10_001],
            [uint16(1), 20_000]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            (fixture.passingScore, fixture.payoutStep) = (bad[i][0], bad[i][1]);
            _refuses(
                fixture,
                abi.encodeWithSelector(
                    IDeals.Quittance_PayoutRuleInvalid.selector,
                    uint256(bad[i][0]),
                    uint256(bad[i][1])
                )
            );
        }
    }

    function test_SilencePayout_Bounds() external {
        TermsFixture memory fixture = _fixture();
        fixture.silencePayout = 0;
        _open(fixture);
        fixture.silencePayout = 10_000;
        _open(fixture);
        fixture.silencePayout = 10_001;
        _refuses(
            fixture,
            abi.encodeWithSelector(IDeals.Quittance_SilencePayoutTooLarge.selector, uint256(10_001), uint256(10_000))
        );
    }

    function test_VerdictWindow_Bounds() external {
        TermsFixture memory fixture = _fixture();
        uint32[4] memory good = [MIN, MIN + 1, MAX - 1, MAX];
        for (uint256 i = 0; i < good.length; ++i) {
            fixture.verdictWindow = good[i];
            _open(fixture);
        }
        uint32[4] memory bad = [uint32(0), MIN - 1, MAX + 1, type(uint32).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            fixture.verdictWindow = bad[i];
            _refuses(fixture, _window("verdictWindow", bad[i]));
        }
    }

    function test_ContestWindow_Bounds() external {
        TermsFixture memory fixture = _fixture();
        uint32[5] memory good = [uint32(0), MIN, MIN + 1, MAX - 1, MAX];
        for (uint256 i = 0; i < good.length; ++i) {
            fixture.contestWindow = good[i];
            _open(fixture);
        }
        uint32[4] memory bad = [uint32(1), MIN - 1, MAX + 1, type(uint32).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            fixture.contestWindow = bad[i];
            _refuses(fixture, _window("contestWindow", bad[i]));
        }
    }

    // ---- panel ----

    function test_RevertWhen_PanelIsEvenOrTooLarge() external {
        uint256[4] memory sizes = [uint256(0), 2, 16, 17];
        TermsFixture memory fixture = _fixture();
        for (uint256 i = 0; i < sizes.length; ++i) {
            fixture.panel = _panel(sizes[i]);
            _refuses(
                fixture,
                abi.encodeWithSelector(IDeals.Quittance_PanelSizeInvalid.selector, sizes[i], uint256(15))
            );
        }
    }

    function test_RevertWhen_JurorsDoNotAscend() external {
        TermsFixture memory fixture = _fixture();
        (fixture.panel[1], fixture.panel[2]) = (fixture.panel[2], fixture.panel[1]);
        _refuses(
            fixture,
            abi.encodeWithSelector(IDeals.Quittance_PanelOutOfOrder.selector, uint256(2), fixture.panel[2])
        );
        fixture = _fixture();
        fixture.panel[1] = fixture.panel[0];
        _refuses(
            fixture,
            abi.encodeWithSelector(IDeals.Quittance_PanelOutOfOrder.selector, uint256(1), fixture.panel[0])
        );
    }

    function test_RevertWhen_AJurorIsAParty() external {
        TermsFixture memory fixture = _fixture();
        fixture.panel = new address[](1);
        fixture.panel[0] = BUYER;
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_JurorIsParty.selector, uint256(0), BUYER));
        fixture.panel[0] = SELLER;
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_JurorIsParty.selector, uint256(0), SELLER));
    }

    // ---- milestones ----

    function test_RevertWhen_ThereAreNoOrTooManyMilestones() external {
        uint256[2] memory counts = [uint256(0), 33];
        TermsFixture memory fixture = _fixture();
        for (uint256 i = 0; i < 2; ++i) {
            fixture.milestones = new Milestone[](counts[i]);
            for (uint256 j = 0; j < counts[i]; ++j) fixture.milestones[j] = Milestone(1, DEADLINE_0);
            _refuses(
                fixture,
                abi.encodeWithSelector(IDeals.Quittance_MilestoneCountOutOfRange.selector, counts[i], uint256(32))
            );
        }
    }

    function test_RevertWhen_AnAmountIsZero() external {
        TermsFixture memory fixture = _fixture();
        fixture.milestones[2].amount = 0;
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_MilestoneAmountZero.selector, uint256(2)));
    }

    function test_Deadline_Bounds() external {
        TermsFixture memory fixture = _fixture();
        uint40[3] memory bad = [NOW - 1, NOW, NOW + 730 days + 1];
        for (uint256 i = 0; i < 3; ++i) {
            fixture.milestones[1].deadline = bad[i];
            _refuses(
                fixture,
                abi.encodeWithSelector(
                    IDeals.Quittance_DeadlineOutOfRange.selector,
                    uint256(1),
                    uint256(bad[i]),
                    uint256(NOW) + 1,
                    uint256(NOW) + 730 days
                )
            );
        }
        fixture.milestones[1].deadline = NOW + 1;
        _open(fixture);
        fixture.milestones[1].deadline = NOW + 730 days;
        _open(fixture);
    }

    function test_RevertWhen_TotalNeedsMoreThan96Bits() external {
        TermsFixture memory fixture = _fixture();
        fixture.milestones = new Milestone[](2);
        fixture.milestones[0] = Milestone(type(uint96).max - 3, DEADLINE_0);
        fixture.milestones[1] = Milestone(2, DEADLINE_1);
        fixture.verificationFee = 1;
        fixture.panelAccount = PANEL_ACCOUNT;
        _refuses(
            fixture,
            abi.encodeWithSelector(
                IDeals.Quittance_TotalTooLarge.selector,
                uint256(type(uint96).max) + 1,
                uint256(type(uint96).max)
            )
        );
    }

    /// @dev Both have signed; what refuses the terms is the contract.
    function _refuses(TermsFixture memory fixture, bytes memory reason) private {
        (bytes memory buyerSignature, bytes memory sellerSignature) = (
            _buyerSignature(fixture),
            _sellerSignature(fixture)
        );
        VM.expectRevert(reason);
        quittance.open(fixture.whole(), buyerSignature, sellerSignature);
    }

    function _barred(string memory field, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, field, account);
    }

    function _window(string memory field, uint256 window) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDeals.Quittance_WindowOutOfRange.selector,
                field,
                window,
                uint256(MIN),
                uint256(MAX)
            );
    }

    function _malformed(uint256 length, uint256 whole, uint256 brief) private pure returns (bytes memory) {
        return abi.encodeWithSelector(PackedTerms.Quittance_MalformedTerms.selector, length, whole, brief);
    }

    function _cut(bytes memory packed, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = packed[i];
    }
}
