// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {Order, Payment} from "../../../contracts/types/Order.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {Lists} from "../support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Every list here holds all but the one it refuses, so that each payee is asked for.
contract PayeesTest is AccountBase {
    address[] private _people;
    uint32[] private _categories;
    uint32 private _index;

    function setUp() public override {
        super.setUp();
        _people = [SELLER, MARKETPLACE, PANEL_ACCOUNT, address(pool), ARBITER, STRANGER];
        address[] memory jurors = _panel(3);
        for (uint256 i = 0; i < 3; ++i) _people.push(jurors[i]);
        _categories = [0, 7, 9];
    }

    // ---- deals ----

    function test_Deal_TheSellerAlone() external {
        TermsFixture memory fixture = _fixture();
        (fixture.marketplace, fixture.panelAccount) = (MARKETPLACE, PANEL_ACCOUNT);
        address[] memory payees = _one(SELLER);
        _requireDeal(fixture, payees);
    }

    function test_Deal_TheMarketplaceToo() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.verificationFee = 0;
        _requireDeal(fixture, _list(SELLER, MARKETPLACE));
    }

    function test_Deal_ThePanelAccountToo() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.marketplaceFee = 0;
        _requireDeal(fixture, _list(SELLER, PANEL_ACCOUNT));
    }

    function test_Deal_EachJurorThatSharesTheFee() external {
        TermsFixture memory fixture = _fixtureWithFees();
        (fixture.marketplaceFee, fixture.panelAccount) = (0, address(0));
        address[] memory payees = new address[](4);
        payees[0] = SELLER;
        for (uint256 i = 0; i < 3; ++i) payees[i + 1] = fixture.panel[i];
        _requireDeal(fixture, payees);
    }

    function test_Deal_AllThree() external {
        _requireDeal(_fixtureWithFees(), _list(SELLER, MARKETPLACE, PANEL_ACCOUNT));
    }

    /// @dev Who judges is paid by the bond, when there is one; the deal itself names it without paying it.
    function test_Deal_NeitherPoolNorArbiter() external {
        _requireDeal(_contestable(), _list(SELLER, MARKETPLACE, PANEL_ACCOUNT));
    }

    // ---- bonds ----

    function test_Bond_PoolAndArbiter() external {
        _requireBond(_contestable(), _list(address(pool), ARBITER));
    }

    function test_Bond_ThePoolAlone() external {
        _requireBond(_withoutArbiter(), _one(address(pool)));
    }

    // ---- orders ----

    function test_Order_ThePayeeOfEachPayment() external {
        address[] memory payees = _list(STRANGER, SELLER, STRANGER);
        for (uint256 missing = 0; missing <= 2; ++missing) {
            address unlisted = missing == 2 ? address(0) : payees[missing];
            (address account, Envelope memory envelope) = _listing(_without(unlisted));
            Order memory order = _order(account, 1, 1);
            order.payments = new Payment[](3);
            for (uint256 i = 0; i < 3; ++i) order.payments[i] = Payment(payees[i], 5);
            envelope.proofs = _proofs(payees, unlisted);
            bytes memory word = _sealOrder(envelope, order);
            if (unlisted != address(0)) VM.expectRevert(_notAllowed(account, unlisted));
            _pay(order, word);
        }
    }

    // ---- categories ----

    function test_Category_OfTheTerms() external {
        (address account, Envelope memory envelope) = _listingCategories();
        TermsFixture memory fixture = _bought(account);
        envelope.proofs = Lists.proofOf(_categories, 0);
        _openWith(fixture, envelope);
        (fixture.category, envelope.proofs) = (7, Lists.proofOf(_categories, 7));
        bytes32 dealId = _openWith(fixture, envelope);
        VM.assertEq(_unsettled(dealId), fixture.total(), "opened");
        fixture.category = 8;
        _refuseDeal(fixture, envelope, _categoryNotAllowed(account, 8));
    }

    /// @dev Also behind the dispute rules of terms with a contest window.
    function test_Category_OfABondIsItsTerms() external {
        (address account, Envelope memory envelope) = _listingCategories();
        TermsFixture memory fixture = _contestable();
        for (uint32 category = 8; category < 10; ++category) {
            fixture.category = category;
            _stand(fixture, 5_000);
            envelope.proofs = Lists.proofOf(_categories, 9);
            IContests.BondPayment memory payment = _bondOf(fixture, account, envelope);
            if (category == 8) VM.expectRevert(_categoryNotAllowed(account, 8));
            VM.prank(BUYER);
            quittance.contest(fixture.whole(), 0, BUYER, 5_000, "", payment);
        }
    }

    function test_Category_OfAnOrder() external {
        (address account, Envelope memory envelope) = _listingCategories();
        Order memory order = _order(account, 1, 5);
        order.category = 9;
        envelope.proofs = Lists.proofOf(_categories, 9);
        _pay(order, _sealOrder(envelope, order));
        (order.category, order.nonce) = (7, 2);
        bytes memory word = _sealOrder(envelope, order);
        VM.expectRevert(_categoryNotAllowed(account, 7));
        _pay(order, word);
    }

    function _requireDeal(TermsFixture memory fixture, address[] memory payees) private {
        for (uint256 missing = 0; missing <= payees.length; ++missing) {
            address unlisted = missing == payees.length ? address(0) : payees[missing];
            (address account, Envelope memory envelope) = _listing(_without(unlisted));
            envelope.proofs = _proofs(payees, unlisted);
            TermsFixture memory bought = _boughtBy(account, fixture);
            if (unlisted != address(0)) {
                _refuseDeal(bought, envelope, _notAllowed(account, unlisted));
            } else {
                VM.assertEq(_unsettled(_openWith(bought, envelope)), fixture.total(), "opened");
            }
        }
    }

    /// @dev Paid by an account that is no party of the deal.
    function _requireBond(TermsFixture memory fixture, address[] memory payees) private {
        _stand(fixture, 5_000);
        for (uint256 missing = 0; missing <= payees.length; ++missing) {
            address unlisted = missing == payees.length ? address(0) : payees[missing];
            (address account, Envelope memory envelope) = _listing(_without(unlisted));
            envelope.proofs = _proofs(payees, unlisted);
            IContests.BondPayment memory payment = _bondOf(fixture, account, envelope);
            if (unlisted != address(0)) VM.expectRevert(_notAllowed(account, unlisted));
            VM.prank(BUYER);
            quittance.contest(fixture.whole(), 0, BUYER, 5_000, "", payment);
        }
    }

    function _bondOf(
        TermsFixture memory fixture,
        address account,
        Envelope memory envelope
    ) private view returns (IContests.BondPayment memory) {
        bytes32 digest = Digests.bond(address(quittance), account, _dealId(fixture), 0, 2, BUYER, BOND);
        return IContests.BondPayment(account, false, 0, _sealWith(envelope, account, digest));
    }

    function _refuseDeal(TermsFixture memory fixture, Envelope memory envelope, bytes memory reason) private {
        bytes memory buyers = _sealWith(envelope, fixture.buyer, _dealId(fixture));
        bytes memory sellers = _sellerSignature(fixture);
        VM.expectRevert(reason);
        quittance.open(fixture.whole(), buyers, sellers);
    }

    /// @return account With a policy that lists these people only.
    /// @return envelope For it, without proofs.
    function _listing(address[] memory people) private returns (address account, Envelope memory envelope) {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.counterparties = Lists.rootOf(people);
        account = _openManagedAccount(++_index, policy);
        envelope = _envelope(policy);
    }

    function _listingCategories() private returns (address account, Envelope memory envelope) {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.categories = Lists.rootOf(_categories);
        account = _openManagedAccount(++_index, policy);
        envelope = _envelope(policy);
    }

    /// @return people All but one.
    function _without(address unlisted) private view returns (address[] memory people) {
        people = new address[](unlisted == address(0) ? _people.length : _people.length - 1);
        uint256 count;
        for (uint256 i = 0; i < _people.length; ++i) if (_people[i] != unlisted) people[count++] = _people[i];
    }

    /// @return proofs Of each payee; an empty one of anyone who is not listed.
    function _proofs(address[] memory payees, address unlisted) private view returns (bytes memory proofs) {
        address[] memory people = _without(unlisted);
        for (uint256 i = 0; i < payees.length; ++i) {
            bytes memory proof = payees[i] == unlisted ? bytes(hex"00") : Lists.proofOf(people, payees[i]);
            proofs = bytes.concat(proofs, proof);
        }
    }

    function _sealOrder(Envelope memory envelope, Order memory order) private view returns (bytes memory) {
        return _sealWith(envelope, order.account, AccountDigests.order(address(quittance), order));
    }

    function _list(address first, address second) private pure returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (first, second);
    }

    function _list(address first, address second, address third) private pure returns (address[] memory list) {
        list = new address[](3);
        (list[0], list[1], list[2]) = (first, second, third);
    }

    function _notAllowed(address account, address payee) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_CounterpartyNotAllowed.selector, account, payee);
    }

    function _categoryNotAllowed(address account, uint256 category) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_CategoryNotAllowed.selector, account, category);
    }
}
