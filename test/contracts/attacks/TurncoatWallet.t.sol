// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {FickleWallet} from "../../support/contracts/FickleWallet.sol";
import {MischievousUsdc} from "../../support/contracts/MischievousUsdc.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The wallet that is a contract: it changes its mind after the deal, or calls back while it is being paid.
contract TurncoatWalletTest is DealBase {
    function test_ASellerThatChangesItsMindIsStillBoundToTheDeal() external {
        FickleWallet wallet = new FickleWallet(SELLER);
        TermsFixture memory fixture = _fixture();
        fixture.seller = address(wallet);
        _open(fixture);
        wallet.flip();
        // It cannot refund with that signature any more, but the deal goes on and pays it.
        bytes memory refund = Signing.sign(SELLER_KEY, Digests.refund(address(quittance), fixture, 0));
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.refund(fixture.whole(), 0, refund);
        _judge(fixture, 0, FULL);
        VM.assertEq(usdc.balanceOf(address(wallet)), AMOUNT_0, "the verdict pays it all the same");
    }

    function test_ASellerThatDisownsItsDeliveryAfterPostingItIsJudgedOnIt() external {
        FickleWallet wallet = new FickleWallet(SELLER);
        TermsFixture memory fixture = _fixture();
        fixture.seller = address(wallet);
        fixture.payoutStep = 1_000;
        _open(fixture);
        _deliver(fixture, 0);
        wallet.flip();
        _judge(fixture, 0, 7_000);
        VM.assertEq(usdc.balanceOf(address(wallet)), (uint256(AMOUNT_0) * 7) / 10, "what is on-chain is proven");
    }

    function test_AJurorThatChangesItsMindTakesItsUnsubmittedBallotAlong() external {
        FickleWallet wallet = new FickleWallet(VM.addr(0xfee1));
        TermsFixture memory fixture = _fixture();
        fixture.panel = new address[](1);
        fixture.panel[0] = address(wallet);
        bytes32 dealId = _open(fixture);
        bytes32 digest = Digests.ballot(address(quittance), dealId, 0, 1, EVIDENCE, FULL, 0);
        SignedBallot[] memory ballots = new SignedBallot[](1);
        ballots[0] = SignedBallot(0, FULL, 0, Signing.sign(0xfee1, digest));
        bytes memory packed = BallotBox.pack(ballots);
        wallet.flip();
        VM.expectRevert(
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(0), address(wallet))
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
        wallet.flip();
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "the ballot counts while its signer stands by it");
    }

    // ---- calling back ----

    MischievousUsdc private token;
    IQuittance private target;

    /// @dev A contract over a token that calls back the account that it pays, with a ledger-funded deal; USDC itself
    /// does not.
    function _setUpReentry() private {
        TermsFixture memory fixture = _ledgerTerms();
        token = new MischievousUsdc();
        target = _deployQuittance(address(token));
        token.give(address(this), 1_000e6);
        target.deposit(BUYER, 500e6, 1);
        bytes32 dealId = Digests.terms(address(target), fixture);
        target.open(fixture.whole(), Signing.sign(BUYER_KEY, dealId), Signing.sign(SELLER_KEY, dealId));
    }

    function _ledgerTerms() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
    }

    function _releaseSignature(uint8 milestone) private view returns (bytes memory) {
        TermsFixture memory fixture = _ledgerTerms();
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.release(address(target), fixture, milestone));
        return abi.encodeCall(target.release, (fixture.whole(), milestone, signature));
    }

    function _releasePayment(uint8 milestone) private {
        (bool done, ) = address(target).call(_releaseSignature(milestone));
        VM.assertTrue(done, "the buyer's acceptance settles");
    }

    function test_TheSameMilestoneAgainWhileItIsBeingPaid() external {
        _setUpReentry();
        token.callBack(address(target), _releaseSignature(0));
        _releasePayment(0);
        VM.assertFalse(token.calledBack(), "a settled milestone settled again");
        VM.assertEq(token.balanceOf(SELLER), AMOUNT_0, "paid once");
    }

    function test_AnotherMilestoneWhileOneIsBeingPaidIsJustAnotherSettlement() external {
        TermsFixture memory fixture = _ledgerTerms();
        _setUpReentry();
        token.callBack(address(target), _releaseSignature(1));
        _releasePayment(0);
        VM.assertTrue(token.calledBack(), "a signed acceptance is good at any time");
        VM.assertEq(token.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "each paid once");
        (, , uint96 unsettled, , ) = target.dealOf(Digests.terms(address(target), fixture));
        VM.assertEq(unsettled, AMOUNT_2, "the deal holds the rest");
    }

    function test_WithdrawingTwiceInOneWithdrawal() external {
        _setUpReentry();
        address self = address(this);
        token.give(self, 50e6);
        target.deposit(self, 50e6, 2);
        token.callBack(self, abi.encodeCall(this.withdrawAgain, ()));
        uint256 before = token.balanceOf(self);
        target.withdraw(self, 50e6, 3);
        VM.assertFalse(token.calledBack(), "the balance was spent before the token was called");
        VM.assertEq(token.balanceOf(self) - before, 50e6, "withdrawn once");
    }

    /// @dev Called back by the token in the middle of `withdraw`.
    function withdrawAgain() external {
        target.withdraw(address(this), 50e6, 4);
    }

    function test_AnUninvitedGiftBelongsToNobody() external {
        TermsFixture memory terms = _fixture();
        bytes32 dealId = _open(terms);
        _mint(address(quittance), 777e6);
        for (uint8 i = 0; i < 3; ++i) _judge(terms, i, FULL);
        VM.assertEq(_unsettled(dealId), 0, "settled");
        VM.assertEq(usdc.balanceOf(SELLER), terms.total(), "the seller has the deal's money and no more");
        VM.assertEq(usdc.balanceOf(address(quittance)), 777e6, "the gift stays");
    }
}
